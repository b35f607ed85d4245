//! x
mod clients;
mod server;
fn main() -> std::io::Result<()> {
    for s in &clients::SETTINGS {
        let t = std::time::Instant::now();
        let r = clients::run(s)?;
        println!("{:<28} peak {:>7} amp {:.2} rec {:?} failed {} calls {} req {}  [{:?}]", r.name, r.peak(), r.amplification(), r.recovery, r.failed, r.calls, r.requests(), t.elapsed());
        if std::env::args().len() > 1 { println!("{:?}", r.load); }
    }
    Ok(())
}

use retry_runtime::retrying;

async fn ping(names: Vec<String>) -> std::io::Result<usize> {
    retrying!(max = 3 => {
        let mut sum = 0;
        for name in names {
//                  ^^^^^
            sum += name.len();
        }
        Ok(sum)
    })
    .await
}

fn main() {
    drop(ping(Vec::new()));
}

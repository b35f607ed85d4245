//! `async move` blocks and `move` closures in the body that take what is borrowed mutably.

use std::{fmt::Write as _, future::Future, pin::Pin};

use crate::{Error, Flaky, pause, retry, third};

#[derive(Debug, Default)]
struct Counter {
    n: u32,
    flaky: Flaky,
    log: String,
}

async fn add(n: &mut u32) {
    pause().await;
    *n += 1;
}

fn consumed<T>(value: T) -> T {
    value
}

impl Counter {
    async fn add(&mut self) -> Result<u32, Error> {
        pause().await;
        self.n += 1;
        self.flaky.call().await
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn renamed(&mut self) -> Result<u32, Error> {
        let this = self;
        this.add().await?;
        Ok(this.n)
    }

    #[retry(max = 3, delay_ms = 10, timeout_secs = 30, attempt_timeout_ms = 500)]
    async fn in_move_block(&mut self) -> Result<u32, Error> {
        async move { self.add().await }.await
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn in_boxed_move_block(&mut self) -> Result<u32, Error> {
        let future: Pin<Box<dyn Future<Output = Result<u32, Error>> + Send + '_>> =
            Box::pin(async move { self.add().await });
        future.await
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn in_move_closure(&mut self) -> Result<u32, Error> {
        let step = self.flaky.call().await;
        let mut f = move || {
            self.n += 1;
            self.n
        };
        let n = f();
        step.map(|_| n)
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn pinned(&mut self) -> Result<u32, Error> {
        let this = Pin::new(self);
        let this = Pin::into_inner(this);
        this.add().await?;
        Ok(this.n)
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn generically_consumed(&mut self) -> Result<u32, Error> {
        let this = consumed(self);
        this.add().await?;
        Ok(this.n)
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn formatted(&mut self) -> Result<String, Error> {
        let before = format!("{self:?} {:?}", self.n);
        let text = async move {
            self.add().await?;
            let after = format!("{self:#?}{before}");
            write!(self.log, "{after}{}", self.n).map_err(|_| Error::Broken)?;
            Ok::<_, Error>(format!("{self:?}"))
        }
        .await?;
        Ok(text)
    }

    #[retry(max = 3, delay_ms = 10, timeout_secs = 30)]
    async fn in_inner_fn(&mut self) -> Result<u32, Error> {
        struct Other(u32);

        impl Other {
            fn get(&self) -> u32 {
                self.0
            }

            fn shown(&self) -> String {
                format!("{}", self.get())
            }
        }

        let this = self;
        this.add().await?;
        Ok(Other(this.n).shown().len().try_into().unwrap_or_default())
    }
}

macro_rules! counter_test {
    ($name:ident, $method:ident, $expected:expr) => {
        #[tokio::test(start_paused = true)]
        async fn $name() {
            let mut counter = Counter::default();
            assert_eq!(counter.$method().await, $expected);
            assert_eq!(counter.flaky.attempts(), 3);
            assert_eq!(counter.n, 3);
        }
    };
}

counter_test!(a_mutable_self_may_be_renamed, renamed, Ok(3));
counter_test!(a_mutable_self_may_move_to_a_block, in_move_block, Ok(3));
counter_test!(a_mutable_self_may_move_to_a_box, in_boxed_move_block, Ok(3));
counter_test!(a_mutable_self_may_move_to_a_closure, in_move_closure, Ok(3));
counter_test!(a_mutable_self_may_be_pinned, pinned, Ok(3));
counter_test!(a_mutable_self_may_be_consumed, generically_consumed, Ok(3));
counter_test!(a_self_of_an_inner_type_stays_its_own, in_inner_fn, Ok(1));

#[tokio::test(start_paused = true)]
async fn a_moved_self_may_be_captured_by_a_format_string() {
    let mut counter = Counter::default();
    let text = counter.formatted().await.expect("the third succeeds");
    assert!(text.starts_with("Counter { n: 3,"), "{text}");
    assert_eq!(counter.flaky.attempts(), 3);
    assert_eq!(counter.n, 3);
}

#[retry(max = 3, delay_ms = 10)]
async fn block(flaky: &Flaky, n: &mut u32) -> Result<u32, Error> {
    async move {
        add(n).await;
        flaky.call().await
    }
    .await
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30)]
async fn closure(flaky: &Flaky, n: &mut u32, text: &mut String) -> Result<u32, Error> {
    let mut f = move || {
        *n += 1;
        write!(text, "{n}").map_err(|_| Error::Broken)
    };
    f()?;
    flaky.call().await
}

#[retry(max = 3, delay_ms = 10)]
async fn rebound(flaky: &Flaky, n: &mut u32) -> Result<u32, Error> {
    let mine = n;
    add(mine).await;
    flaky.call().await
}

#[retry(max = 3, delay_ms = 10)]
async fn generic<W: std::fmt::Write + Send>(flaky: &Flaky, out: &mut W) -> Result<u32, Error> {
    let out = consumed(out);
    out.write_char('x').map_err(|_| Error::Broken)?;
    flaky.call().await
}

#[retry(max = 3, delay_ms = 10)]
async fn shared(flaky: &Flaky, name: &str) -> Result<usize, Error> {
    async move { flaky.call().await.map(|_| format!("{name}{flaky:?}").len()) }.await
}

#[tokio::test(start_paused = true)]
async fn a_mutable_argument_may_move_to_a_block() {
    let (flaky, mut n) = (Flaky::new(), 0);
    assert_eq!(third(&flaky, block(&flaky, &mut n)).await, 3);
    assert_eq!(n, 3);
}

#[tokio::test(start_paused = true)]
async fn mutable_arguments_may_move_to_a_closure() {
    let (flaky, mut n, mut text) = (Flaky::new(), 0, String::new());
    let call = closure(&flaky, &mut n, &mut text);
    assert_eq!(third(&flaky, call).await, 3);
    assert_eq!((n, text.as_str()), (3, "123"));
}

#[tokio::test(start_paused = true)]
async fn a_mutable_argument_may_be_consumed() {
    let (flaky, mut n) = (Flaky::new(), 0);
    assert_eq!(third(&flaky, rebound(&flaky, &mut n)).await, 3);
    assert_eq!(n, 3);
    let (flaky, mut out) = (Flaky::new(), String::new());
    assert_eq!(third(&flaky, generic(&flaky, &mut out)).await, 3);
    assert_eq!(out, "xxx");
}

#[tokio::test(start_paused = true)]
async fn a_shared_argument_may_move_to_a_block() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, shared(&flaky, "name")).await, "nameFlaky(3)".len());
}

//! Functions made by `macro_rules!`, and the dependency under another name.

use crate::{Error, Flaky, retry, third};

macro_rules! with_block {
    ($vis:vis $name:ident($flaky:ident: $ty:ty) -> $ok:ty $body:block) => {
        #[retry(max = 3, delay_ms = 10)]
        $vis async fn $name($flaky: $ty) -> Result<$ok, Error> $body
    };
}

with_block!(pub(crate) from_block(flaky: &Flaky) -> u32 {
    let step = flaky.call().await?;
    if step > 100 {
        return Err(Error::Broken);
    }
    Ok(step)
});
with_block!(from_private_block(flaky: &Flaky) -> u32 { flaky.call().await });

macro_rules! with_expr {
    ($name:ident, |$flaky:ident, $mutable:ident: $ty:ty| $body:expr) => {
        #[retry(max = 3, delay_ms = 10, timeout_secs = 30)]
        async fn $name($flaky: &Flaky, mut $mutable: $ty) -> Result<u32, Error> {
            $mutable += 1;
            $body
        }
    };
}

with_expr!(from_expr, |flaky, n: u32| flaky.call().await.map(|step| step + n));

macro_rules! with_max {
    ($name:ident, expr $n:expr) => { with_max!(@made $name, $n); };
    ($name:ident, literal $n:literal) => { with_max!(@made $name, $n); };
    (@made $name:ident, $n:expr) => {
        #[retry(max = $n, delay_ms = 10)]
        async fn $name(flaky: &Flaky) -> Result<u32, Error> {
            flaky.call().await
        }
    };
}

macro_rules! with_literal {
    ($name:ident, $n:literal) => {
        #[retry(max = $n, delay_ms = 10)]
        async fn $name(flaky: &Flaky) -> Result<u32, Error> {
            flaky.call().await
        }
    };
}

const THREE: u32 = 3;
with_max!(max_expr, expr 2 + 1);
with_max!(max_path, expr THREE);
with_max!(max_literal_expr, literal 3);
with_literal!(max_literal, 3);

struct Client {
    flaky: Flaky,
    n: u32,
}

macro_rules! method {
    (|$self:ident| $name:ident $body:block) => {
        impl Client {
            #[retry(max = 3, delay_ms = 10)]
            async fn $name(&mut $self) -> Result<u32, Error> $body
        }
    };
}

method!(|self| made_method {
    self.n += 1;
    self.flaky.call().await?;
    Ok(self.n)
});
method!(|self| made_moving_method {
    async move {
        self.n += 1;
        self.flaky.call().await.map(|_| self.n)
    }
    .await
});

macro_rules! item {
    ($item:item) => {
        #[retry(max = 3, delay_ms = 10)]
        $item
    };
}

item! {
    async fn from_item(flaky: &Flaky) -> Result<u32, Error> {
        flaky.call().await
    }
}

macro_rules! hidden_binding {
    ($name:ident, $argument:ident) => {
        #[retry(max = 3, delay_ms = 10)]
        async fn $name($argument: &Flaky, flaky: u32) -> Result<u32, Error> {
            $argument.call().await.map(|step| step + flaky)
        }
    };
}

hidden_binding!(two_of_one_name, flaky);

#[tokio::test(start_paused = true)]
async fn a_body_may_come_from_a_macro() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, from_block(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, from_private_block(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, from_expr(&flaky, 1)).await, 5);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, from_item(&flaky)).await, 3);
}

#[tokio::test(start_paused = true)]
async fn a_value_may_come_from_a_macro() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, max_expr(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, max_path(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, max_literal_expr(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, max_literal(&flaky)).await, 3);
}

#[tokio::test(start_paused = true)]
async fn a_method_may_come_from_a_macro() {
    let mut client = Client {
        flaky: Flaky::new(),
        n: 0,
    };
    assert_eq!(client.made_method().await, Ok(3));
    assert_eq!(client.flaky.attempts(), 3);
    client.flaky = Flaky::new();
    assert_eq!(client.made_moving_method().await, Ok(6));
}

#[tokio::test(start_paused = true)]
async fn arguments_of_one_spelling_but_two_origins_stay_apart() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, two_of_one_name(&flaky, 10)).await, 13);
}

#[renamed::retry(crate = ::renamed, max = 3, delay_ms = 10)]
async fn under_another_name(flaky: &Flaky) -> Result<u32, Error> {
    flaky.call().await
}

#[tokio::test(start_paused = true)]
async fn the_dependency_may_be_renamed() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, under_another_name(&flaky)).await, 3);
}

//! Calls spawned on a multi-threaded runtime: their futures are `Send`.

use std::sync::Arc;

use crate::{Error, Flaky, pause, retry};

#[derive(Default)]
struct Client {
    flaky: Arc<Flaky>,
    n: u32,
}

impl Client {
    #[retry(max = 3, delay_ms = 10)]
    async fn exclusive(&mut self, name: &str) -> Result<usize, Error> {
        self.n += 1;
        pause().await;
        self.add().await;
        self.flaky.call().await?;
        Ok(name.len())
    }

    async fn add(&mut self) {
        pause().await;
        self.n += 1;
    }

    #[retry(max = 3, delay_ms = 10, timeout_secs = 30, attempt_timeout_ms = 500)]
    async fn generic<T>(&mut self, value: &T, out: &mut Vec<T>) -> Result<usize, Error>
    where
        T: Clone + Send + Sync,
    {
        out.push(value.clone());
        self.flaky.call().await?;
        Ok(out.len())
    }

    #[retry(max = 3, delay_ms = 10, clone)]
    async fn consumed(self: Arc<Self>, name: String) -> Result<String, Error> {
        self.flaky.call().await?;
        Ok(name)
    }
}

#[retry(max = 3, delay_ms = 10)]
async fn text(flaky: &Flaky, text: &str) -> Result<usize, Error> {
    flaky.call().await?;
    Ok(text.len())
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30)]
async fn iterated<T: AsRef<str> + Sync>(
    flaky: &Flaky,
    values: &[T],
    each: impl Fn(&str) -> usize + Send + Sync,
) -> Result<usize, Error> {
    let mut sum = 0;
    for value in values {
        pause().await;
        sum += each(value.as_ref());
    }
    flaky.call().await?;
    Ok(sum)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_function_with_borrowed_arguments_may_be_spawned() {
    let flaky = Arc::new(Flaky::new());
    let mine = Arc::clone(&flaky);
    let task = tokio::spawn(async move { text(&mine, "abc").await });
    assert_eq!(task.await.ok(), Some(Ok(3)));
    assert_eq!(flaky.attempts(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_generic_function_may_be_spawned() {
    let flaky = Arc::new(Flaky::new());
    let mine = Arc::clone(&flaky);
    let task = tokio::spawn(async move {
        let values = [String::from("a"), String::from("bc")];
        iterated(&mine, &values, str::len).await
    });
    assert_eq!(task.await.ok(), Some(Ok(3)));
    assert_eq!(flaky.attempts(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_method_with_a_mutable_self_may_be_spawned() {
    let task = tokio::spawn(async move {
        let mut client = Client::default();
        let name = String::from("abc");
        let length = client.exclusive(&name).await;
        (length, client.n, client.flaky.attempts())
    });
    assert_eq!(task.await.ok(), Some((Ok(3), 6, 3)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_generic_method_may_be_spawned() {
    let task = tokio::spawn(async move {
        let mut client = Client::default();
        let mut out = Vec::new();
        let length = client.generic(&String::from("a"), &mut out).await;
        (length, client.flaky.attempts())
    });
    assert_eq!(task.await.ok(), Some((Ok(3), 3)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owned_call_may_be_spawned_as_it_is() {
    let client = Arc::new(Client::default());
    let task = tokio::spawn(Arc::clone(&client).consumed("abc".into()));
    assert_eq!(task.await.ok(), Some(Ok("abc".into())));
    assert_eq!(client.flaky.attempts(), 3);
}

fn is_send<T: Send>(_: T) {}

#[retry(when = |_| true)]
async fn error_that_is_not_send() -> Result<u8, Box<dyn std::error::Error>> {
    pause().await;
    Err("text".into())
}

#[retry(timeout_secs = 3, when = |_| true, on_retry = |event| drop(event.error.as_error().map(ToString::to_string)))]
async fn error_that_is_not_send_with_a_hook() -> Result<u8, Box<dyn std::error::Error>> {
    pause().await;
    Err("text".into())
}

#[retry(when = |_| true)]
async fn value_that_is_not_send() -> Result<std::rc::Rc<u8>, String> {
    pause().await;
    Err("text".into())
}

#[test]
fn a_future_is_send_where_its_output_is_not() {
    is_send(error_that_is_not_send());
    is_send(error_that_is_not_send_with_a_hook());
    is_send(value_that_is_not_send());
}

type BoxedError = Box<dyn std::error::Error + Send + Sync>;

macro_rules! boxed_errors {
    ($($name:ident: $($key:ident = $value:expr),*;)*) => {
        $(
            #[retry(max = 3, delay_ms = 1, $($key = $value),*)]
            async fn $name(flaky: &Flaky, text: &str) -> Result<usize, BoxedError> {
                pause().await;
                flaky.call().await.map_err(|_| std::io::Error::from(std::io::ErrorKind::ConnectionReset))?;
                Ok(text.len())
            }
        )*
    };
}

boxed_errors! {
    boxed: ;
    boxed_limited: timeout_secs = 30;
    boxed_when: when = |_| true;
    boxed_when_limited: when = |_| true, attempt_timeout_secs = 30;
    boxed_hooked: on_retry = |_| {}, timeout_secs = 30;
}

// Whether a future is `Send` is asked with every lifetime erased: that of the boxed error too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_boxed_error_may_be_spawned() {
    let task = tokio::spawn(async {
        let text = String::from("abc");
        let mut sum = 0;
        sum += boxed(&Flaky::new(), &text).await.unwrap_or_default();
        sum += boxed_limited(&Flaky::new(), &text).await.unwrap_or_default();
        sum += boxed_when(&Flaky::new(), &text).await.unwrap_or_default();
        sum += boxed_when_limited(&Flaky::new(), &text).await.unwrap_or_default();
        sum += boxed_hooked(&Flaky::new(), &text).await.unwrap_or_default();
        sum
    });
    assert_eq!(task.await.ok(), Some(15));
}

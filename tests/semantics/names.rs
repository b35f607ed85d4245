//! The name of an operation in events: its whole path, with the types around it.

use retry_runtime::retry;

use crate::support::{Error, fail};

/// What the hook was told the operation is called.
type Names = Vec<&'static str>;

struct Client;
struct Server<T>(T);

impl Client {
    #[retry(max = 2, delay_ms = 1, on_retry = |event| names.push(event.name))]
    async fn fetch(&self, names: &mut Names) -> Result<(), Error> {
        fail(&mut 0)
    }
}

impl<T> Server<T> {
    #[retry(max = 2, delay_ms = 1, on_retry = |event| names.push(event.name))]
    async fn fetch(&self, names: &mut Names) -> Result<(), Error> {
        fail(&mut 0)
    }
}

#[retry(max = 2, delay_ms = 1, on_retry = |event| names.push(event.name))]
async fn fetch(names: &mut Names) -> Result<(), Error> {
    fail(&mut 0)
}

#[retry(max = 2, delay_ms = 1, on_retry = |event| names.push(event.name))]
async fn generic<A, B>(_: A, _: Option<B>, names: &mut Names) -> Result<(), Error> {
    fail(&mut 0)
}

trait Api {
    async fn fetch(&self, names: &mut Names) -> Result<(), Error>;

    #[retry(max = 2, delay_ms = 1, on_retry = |event| names.push(event.name))]
    async fn ready(&self, names: &mut Names) -> Result<(), Error> {
        fail(&mut 0)
    }
}

impl Api for Client {
    #[retry(max = 2, delay_ms = 1, on_retry = |event| names.push(event.name))]
    async fn fetch(&self, names: &mut Names) -> Result<(), Error> {
        fail(&mut 0)
    }
}

#[async_trait::async_trait]
trait Boxed {
    async fn fetch(&self, names: &mut Names) -> Result<(), Error>;
}

#[async_trait::async_trait]
impl Boxed for Client {
    #[retry(max = 2, delay_ms = 1, on_retry = |event| names.push(event.name))]
    async fn fetch(&self, names: &mut Names) -> Result<(), Error> {
        fail(&mut 0)
    }
}

#[tokio::test(start_paused = true)]
async fn two_methods_of_one_name_in_one_module_have_two_names() {
    let mut names = Names::new();
    Client.fetch(&mut names).await.unwrap_err();
    Server(1u8).fetch(&mut names).await.unwrap_err();
    fetch(&mut names).await.unwrap_err();
    assert_eq!(
        names,
        [
            "semantics::names::Client::fetch",
            "semantics::names::Server<u8>::fetch",
            "semantics::names::fetch",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_method_of_a_trait_is_named_by_both_types() {
    let mut names = Names::new();
    Api::fetch(&Client, &mut names).await.unwrap_err();
    Api::ready(&Client, &mut names).await.unwrap_err();
    Boxed::fetch(&Client, &mut names).await.unwrap_err();
    assert_eq!(
        names,
        [
            "<semantics::names::Client as semantics::names::Api>::fetch",
            "<semantics::names::Client as semantics::names::Api>::ready",
            "<semantics::names::Client as semantics::names::Boxed>::fetch",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn generic_types_are_concrete_in_a_name() {
    let mut names = Names::new();
    generic(1u32, Some(String::new()), &mut names).await.unwrap_err();
    generic("", None::<Client>, &mut names).await.unwrap_err();
    assert_eq!(
        names,
        [
            "semantics::names::generic<u32, alloc::string::String>",
            "semantics::names::generic<&str, semantics::names::Client>",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn the_closures_and_async_blocks_around_a_body_are_not_part_of_its_name() {
    #[allow(clippy::manual_async_fn, reason = "the block is what is tried")]
    #[retry(max = 2, delay_ms = 1, on_retry = |event| names.push(event.name))]
    fn block(names: &mut Names) -> impl Future<Output = Result<(), Error>> {
        async move {
            let nested = async {
                tokio::task::yield_now().await;
                fail(&mut 0)
            };
            nested.await
        }
    }
    #[retry(max = 2, delay_ms = 1, on_retry = |event| names.push(event.name))]
    fn boxed(names: &mut Names) -> std::pin::Pin<Box<dyn Future<Output = Result<(), Error>> + '_>> {
        Box::pin(async move { fail(&mut 0) })
    }
    #[retry(max = 2, delay_ms = 1, on_retry = |event| names.push(event.name))]
    #[retry(max = 1, delay_ms = 1)]
    async fn stacked(names: &mut Names) -> Result<(), Error> {
        fail(&mut 0)
    }
    let mut names = Names::new();
    block(&mut names).await.unwrap_err();
    boxed(&mut names).await.unwrap_err();
    stacked(&mut names).await.unwrap_err();
    let functions: Vec<_> = names.iter().map(|name| name.rsplit("::").next()).collect();
    assert_eq!(functions, [Some("block"), Some("boxed"), Some("stacked")]);
    assert!(
        names.iter().all(|name| name.starts_with("semantics::names::")),
        "{names:?}"
    );
}

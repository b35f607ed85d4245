//! What the operation is called in every sink: one label value for each instantiation of a function.

use retry_runtime::{RetryConfig, RetryError, retry, retry_with_backoff, retrying};

use crate::sinks::observed;
use crate::support::{Error, fail, ms};

/// The one operation that events and metrics name.
fn named<F: Future>(future: F) -> &'static str {
    let observed = observed(future);
    let operation = observed.kept[0].operation;
    assert!(observed.kept.iter().all(|kept| kept.operation == operation));
    assert!(!observed.metrics.is_empty());
    let label = format!("operation={operation:?}");
    for key in observed.metrics.keys() {
        assert!(key.contains(&label), "{key}");
        assert_eq!(key.matches("operation=").count(), 1, "{key}");
    }
    operation
}

struct Client;

const NAME: &str = "by a const";

impl Client {
    const OWN: &'static str = "by its type";

    #[retry(max = 2, delay_ms = 1)]
    async fn fetch(&self) -> Result<(), Error> {
        fail(&mut 0)
    }

    #[retry(max = 2, delay_ms = 1, timeout_secs = 9)]
    async fn limited(&self) -> Result<(), RetryError<Error>> {
        fail(&mut 0)
    }

    #[retry(max = 2, delay_ms = 1, when = |_| true)]
    async fn long(&self) -> Result<(), Error> {
        fail(&mut 0)
    }

    #[retry(max = 2, delay_ms = 1, name = Self::OWN)]
    async fn own(&self) -> Result<(), Error> {
        fail(&mut 0)
    }
}

#[async_trait::async_trait]
trait Api {
    async fn fetch(&self, url: &str) -> Result<(), Error>;
}

#[async_trait::async_trait]
impl Api for Client {
    #[retry(max = 2, delay_ms = 1)]
    async fn fetch(&self, _: &str) -> Result<(), Error> {
        fail(&mut 0)
    }
}

#[retry(max = 2, delay_ms = 1)]
async fn generic<T>(_: T) -> Result<(), Error> {
    fail(&mut 0)
}

#[test]
fn by_default_it_is_the_path_of_the_function() {
    assert_eq!(named(Client.fetch()), "observe::names::Client::fetch");
    assert_eq!(named(Client.limited()), "observe::names::Client::limited");
    assert_eq!(named(Client.long()), "observe::names::Client::long");
    assert_eq!(
        named(Api::fetch(&Client, "/")),
        "<observe::names::Client as observe::names::Api>::fetch"
    );
}

#[test]
fn each_instantiation_of_a_generic_function_has_its_own_and_values_have_none() {
    assert_eq!(named(generic(1_u8)), "observe::names::generic<u8>");
    assert_eq!(named(generic(2_u8)), "observe::names::generic<u8>");
    assert_eq!(named(generic("a")), "observe::names::generic<&str>");
}

#[test]
fn the_key_gives_another_one() {
    #[retry(max = 2, delay_ms = 1, name = "by a literal")]
    async fn literal() -> Result<(), Error> {
        fail(&mut 0)
    }
    #[retry(max = 2, delay_ms = 1, name = NAME, on_retry = |event| names.push(event.name))]
    async fn hooked(names: &mut Vec<&str>) -> Result<(), Error> {
        fail(&mut 0)
    }
    assert_eq!(named(literal()), "by a literal");
    assert_eq!(named(Client.own()), "by its type");
    let mut names = Vec::new();
    assert_eq!(named(hooked(&mut names)), NAME);
    assert_eq!(names, [NAME]);
}

#[test]
fn without_the_attribute_it_is_the_operation_or_the_function_around_it() {
    async fn operation() -> Result<(), Error> {
        fail(&mut 0)
    }
    async fn around(config: RetryConfig) -> Result<(), RetryError<Error>> {
        retry_with_backoff(config, || async { fail(&mut 0) }).await
    }
    let config = RetryConfig::new().max(2).delay(ms(1));
    let name = named(retry_with_backoff(config, operation));
    assert!(
        name.starts_with("observe::names::") && name.ends_with("::operation"),
        "{name}"
    );
    let name = named(around(config));
    assert!(
        name.starts_with("observe::names::") && name.ends_with("::around"),
        "{name}"
    );
}

#[test]
fn a_block_of_code_has_the_path_of_its_function_and_shows_its_error() {
    async fn outer() -> Result<(), Error> {
        retrying!(max = 2, delay_ms = 1 => { fail(&mut 0) }).await
    }
    async fn named_outer() -> Result<(), Error> {
        retrying!(max = 2, delay_ms = 1, name = "block", timeout_secs = 9, when = |_| true => { fail(&mut 0) }).await
    }
    let path = named(outer());
    assert!(path.ends_with("::outer"), "{path}");
    assert_eq!(named(named_outer()), "block");
    let observed = observed(async {
        #[derive(Debug)]
        struct OnlyDebug;
        struct Neither;
        let _: Result<(), Error> = retrying!(max = 2, delay_ms = 1 => { fail(&mut 0) }).await;
        let _ = retrying!(max = 2, delay_ms = 1, when = |_| true => { Err::<(), _>(OnlyDebug) }).await;
        let _ = retrying!(max = 2, delay_ms = 1, when = |_| true => { Err::<(), _>(Neither) }).await;
        let _: Result<(), Error> = retrying!(max = 2, delay_ms = 1, events = off => { fail(&mut 0) }).await;
    });
    let texts: Vec<_> = observed.kept.iter().filter_map(|kept| kept.error.clone()).collect();
    // A retry and a give-up each.
    let texts: Vec<_> = texts.iter().step_by(2).map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts[..2], ["Transient(1)", "OnlyDebug"]);
    assert!(texts[2].ends_with("::Neither"), "{texts:?}");
    assert_eq!(texts.len(), 3);
}

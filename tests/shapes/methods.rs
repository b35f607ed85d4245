//! Associated functions and every kind of `self`.

use std::{rc::Rc, sync::Arc};

use crate::{Error, Flaky, pause, retry, third};

#[derive(Debug, Default, Clone)]
struct Client {
    flaky: Arc<Flaky>,
    calls: u32,
}

impl Client {
    #[retry(max = 3, delay_ms = 10)]
    async fn associated(flaky: &Flaky) -> Result<Self, Error> {
        flaky.call().await?;
        Ok(Self::default())
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn by_ref(&self) -> Result<u32, Error> {
        self.flaky.call().await
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn by_mut(&mut self) -> Result<u32, Error> {
        self.calls += 1;
        pause().await;
        self.calls += 10;
        self.flaky.call().await?;
        self.bump().await;
        Ok(self.calls)
    }

    async fn bump(&mut self) {
        pause().await;
        self.calls += 100;
    }

    #[retry(max = 3, delay_ms = 10, timeout_secs = 30, attempt_timeout_ms = 500)]
    async fn by_mut_limited(&mut self) -> Result<Vec<u8>, Error> {
        self.calls += 1;
        self.flaky.call().await?;
        Ok(Vec::new())
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn by_value(self) -> Result<u32, Error> {
        self.flaky.call().await
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn by_mut_value(mut self) -> Result<u32, Error> {
        self.calls += 1;
        self.flaky.call().await?;
        Ok(self.calls)
    }

    #[retry(max = 3, delay_ms = 10, clone)]
    async fn consumed(self) -> Result<Self, Error> {
        self.flaky.call().await?;
        Ok(self)
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn by_arc(self: Arc<Self>) -> Result<u32, Error> {
        self.flaky.call().await
    }

    #[retry(max = 3, delay_ms = 10, timeout_secs = 30)]
    async fn by_box(self: Box<Self>) -> Result<u32, Error> {
        self.flaky.call().await
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn by_rc(self: Rc<Self>) -> Result<u32, Error> {
        let held = Rc::clone(&self);
        held.flaky.call().await
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn by_arc_ref(self: &Arc<Self>) -> Result<u32, Error> {
        let this = Arc::clone(self);
        this.flaky.call().await
    }

    #[retry(max = 3, delay_ms = 10)]
    #[allow(clippy::needless_arbitrary_self_type, reason = "a shape of its own")]
    async fn by_typed_ref(self: &Self) -> Result<u32, Error> {
        self.flaky.call().await
    }

    #[retry(max = 3, delay_ms = 10)]
    #[allow(clippy::needless_arbitrary_self_type, reason = "a shape of its own")]
    async fn by_typed_mut(self: &mut Self) -> Result<u32, Error> {
        self.calls += 1;
        self.flaky.call().await?;
        Ok(self.calls)
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn borrowed_field(&self) -> Result<&u32, Error> {
        self.flaky.call().await?;
        Ok(&self.calls)
    }

    #[retry(max = 3, delay_ms = 10)]
    async fn with_lifetime<'a>(&'a self, _other: &str) -> Result<&'a u32, Error> {
        self.flaky.call().await?;
        Ok(&self.calls)
    }
}

fn client() -> (Client, Arc<Flaky>) {
    let client = Client::default();
    let flaky = Arc::clone(&client.flaky);
    (client, flaky)
}

#[tokio::test(start_paused = true)]
async fn an_associated_function_is_retried() {
    let flaky = Flaky::new();
    let client = third(&flaky, Client::associated(&flaky)).await;
    assert_eq!(client.calls, 0);
}

#[tokio::test(start_paused = true)]
async fn a_shared_self_is_borrowed() {
    let (client, flaky) = client();
    assert_eq!(third(&flaky, client.by_ref()).await, 3);
}

#[tokio::test(start_paused = true)]
async fn a_mutable_self_keeps_its_changes() {
    let (mut client, flaky) = client();
    assert_eq!(third(&flaky, client.by_mut()).await, 133);
    assert_eq!(client.calls, 133);
}

#[tokio::test(start_paused = true)]
async fn a_limited_mutable_self_keeps_its_changes() {
    let (mut client, flaky) = client();
    assert!(third(&flaky, client.by_mut_limited()).await.is_empty());
    assert_eq!(client.calls, 3);
}

#[tokio::test(start_paused = true)]
async fn a_self_by_value_is_borrowed() {
    let (client, flaky) = client();
    assert_eq!(third(&flaky, client.by_value()).await, 3);
}

#[tokio::test(start_paused = true)]
async fn a_mutable_self_by_value_keeps_its_changes() {
    let (client, flaky) = client();
    assert_eq!(third(&flaky, client.by_mut_value()).await, 3);
}

#[tokio::test(start_paused = true)]
async fn a_consumed_self_is_cloned() {
    let (mut client, flaky) = client();
    client.calls = 7;
    assert_eq!(third(&flaky, client.consumed()).await.calls, 7);
}

#[tokio::test(start_paused = true)]
async fn a_self_in_an_arc_is_borrowed() {
    let (client, flaky) = client();
    assert_eq!(third(&flaky, Arc::new(client).by_arc()).await, 3);
}

#[tokio::test(start_paused = true)]
async fn a_self_in_a_box_is_borrowed() {
    let (client, flaky) = client();
    assert_eq!(third(&flaky, Box::new(client).by_box()).await, 3);
}

#[tokio::test(start_paused = true)]
async fn a_self_in_an_rc_is_borrowed() {
    let (client, flaky) = client();
    assert_eq!(third(&flaky, Rc::new(client).by_rc()).await, 3);
}

#[tokio::test(start_paused = true)]
async fn a_self_behind_a_reference_to_an_arc_is_borrowed() {
    let (client, flaky) = client();
    assert_eq!(third(&flaky, Arc::new(client).by_arc_ref()).await, 3);
}

#[tokio::test(start_paused = true)]
async fn a_typed_self_is_borrowed() {
    let (mut client, flaky) = client();
    assert_eq!(third(&flaky, client.by_typed_ref()).await, 3);
    let (mut other, flaky) = self::client();
    assert_eq!(third(&flaky, other.by_typed_mut()).await, 3);
    client.calls = other.calls;
    assert_eq!(client.calls, 3);
}

#[tokio::test(start_paused = true)]
async fn a_result_may_borrow_from_self() {
    let (client, flaky) = client();
    assert_eq!(*third(&flaky, client.borrowed_field()).await, 0);
    let (client, flaky) = self::client();
    assert_eq!(*third(&flaky, client.with_lifetime("other")).await, 0);
}

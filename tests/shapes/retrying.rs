//! `retrying!` on blocks of code, in every place where one may stand.

use std::cell::Cell;
use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use retry_runtime::{RetryConfig, RetryError, TimedOut, retrying};

use crate::{Error, Flaky, retry, third};

#[derive(Default)]
struct Client {
    flaky: Flaky,
    n: u32,
    names: Vec<String>,
}

impl Client {
    async fn send(&mut self, name: &str) -> Result<usize, Error> {
        self.n += 1;
        self.flaky.call().await?;
        Ok(name.len())
    }

    async fn twice(&mut self, name: String) -> Result<usize, Error> {
        let mut sum = 0;
        for _ in 0..2 {
            self.flaky = Flaky::new();
            sum += retrying!(max = 3, delay_ms = 10 => { self.send(&name).await }).await?;
        }
        self.names.push(name);
        Ok(sum)
    }

    #[retry(max = 2, delay_ms = 10)]
    async fn annotated(&mut self, name: String) -> Result<usize, Error> {
        let length = retrying!(max = 2, delay_ms = 10 => { self.send(&name).await }).await?;
        Ok(length)
    }
}

#[async_trait]
trait Api {
    async fn length(&mut self, name: &str) -> Result<usize, Error>;
}

#[async_trait]
impl Api for Client {
    async fn length(&mut self, name: &str) -> Result<usize, Error> {
        retrying!(delay_ms = 10 => { self.send(name).await }).await
    }
}

#[tokio::test(start_paused = true)]
async fn a_block_borrows_what_it_uses_and_gives_it_back() {
    let flaky = Flaky::new();
    let mut lengths = Vec::new();
    let name = String::from("abc");
    let last = retrying!(max = 3, delay_ms = 10 => {
        lengths.push(name.len());
        flaky.call().await?;
        lengths.push(0);
        Ok::<_, Error>(lengths.len())
    })
    .await;
    assert_eq!(last, Ok(4));
    lengths.push(name.len());
    assert_eq!(lengths, [3, 3, 3, 0, 3]);
}

#[tokio::test(start_paused = true)]
async fn a_block_stands_in_loops_methods_and_annotated_functions() {
    let mut client = Client::default();
    assert_eq!(client.twice("abc".into()).await, Ok(6));
    assert_eq!((client.n, client.names.len()), (6, 1));
    // Two attempts of two attempts each: the third of four succeeds.
    let mut client = Client::default();
    assert_eq!(client.annotated("abc".into()).await, Ok(3));
    assert_eq!(client.n, 3);
    let mut client = Client::default();
    assert_eq!(client.length("abc").await, Ok(3));
}

#[tokio::test(start_paused = true)]
async fn a_block_stands_in_closures_and_in_blocks() {
    let flaky = Flaky::new();
    let call = async |name: &str| {
        retrying!(max = 3, delay_ms = 10 => {
            flaky.call().await?;
            Ok::<_, Error>(name.len())
        })
        .await
    };
    assert_eq!(third(&flaky, call("abc")).await, 3);
    let flaky = Flaky::new();
    let outer = retrying!(max = 3, delay_ms = 10 => {
        retrying!(max = 1 => { flaky.call().await }).await
    });
    assert_eq!(third(&flaky, outer).await, 3);
}

#[tokio::test]
async fn what_a_block_gives_is_spawned() {
    let flaky = Arc::new(Flaky::new());
    let shared = Arc::clone(&flaky);
    let task = tokio::spawn(async move {
        let mut attempts = 0;
        let result = retrying!(max = 3, delay_ms = 1, timeout_secs = 30 => {
            attempts += 1;
            shared.call().await
        })
        .await;
        (result, attempts)
    });
    assert_eq!(task.await.unwrap(), (Ok(3), 3));
}

#[tokio::test]
async fn a_moving_block_takes_what_it_uses() {
    let flaky = Flaky::new();
    let names = [String::from("abc")];
    let task = tokio::spawn(retrying!(delay_ms = 1 => move {
        flaky.call().await?;
        Ok::<_, Error>(names.len())
    }));
    assert_eq!(task.await.unwrap(), Ok(1));
    let flaky = Flaky::new();
    assert_eq!(
        tokio::spawn(retrying!(move { flaky.call().await.or(Ok::<_, Error>(0)) }))
            .await
            .unwrap(),
        Ok(0)
    );
}

#[tokio::test(start_paused = true)]
async fn return_and_the_question_mark_end_the_attempt() {
    async fn parse(text: &str, flaky: &Flaky) -> Result<u32, Error> {
        let number = retrying!(max = 3, delay_ms = 10 => {
            if text.is_empty() {
                return Ok(0);
            }
            flaky.call().await?;
            let number: u32 = text.parse()?;
            Ok::<_, Error>(number)
        })
        .await?;
        // The function goes on behind the block.
        Ok(number + 1)
    }
    assert_eq!(parse("", &Flaky::new()).await, Ok(1));
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, parse("5", &flaky)).await, 6);
}

#[tokio::test(start_paused = true)]
async fn the_error_type_is_found_where_an_async_blocks_is() {
    async fn returned(flaky: &Flaky) -> io::Result<u32> {
        retrying!(delay_ms = 10 => { Ok(flaky.call().await?) }).await
    }
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, returned(&flaky)).await, 3);

    let flaky = Flaky::new();
    let annotated: Result<u32, io::Error> =
        retrying!(delay_ms = 10, timeout_secs = 9 => { Ok(flaky.call().await?) }).await;
    assert_eq!(annotated.unwrap(), 3);

    let flaky = Flaky::new();
    let later = retrying!(delay_ms = 10 => { Ok(flaky.call().await?) });
    let later: io::Result<u32> = later.await;
    assert_eq!(later.unwrap(), 3);
}

#[tokio::test(start_paused = true)]
async fn without_keys_the_arrow_may_be_left_out() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, retrying!({ flaky.call().await })).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, retrying!(=> { flaky.call().await },)).await, 3);
}

const LIMIT: u32 = 3;

#[tokio::test(start_paused = true)]
async fn expressions_see_what_the_block_borrows() {
    let mut client = Client::default();
    let mut told = 0;
    let fewest = 9;
    let answer = retrying!(
        max = LIMIT,
        delay_ms = 10,
        when = |error| *error == Error::Busy && client.n < fewest,
        on_retry = |event| told += event.attempt
        => { client.send("abc").await }
    )
    .await;
    assert_eq!((answer, told, client.n), (Ok(3), 3, 3));
}

#[tokio::test(start_paused = true)]
async fn a_block_consumes_clones() {
    let flaky = Flaky::new();
    let (name, tag) = (String::from("abc"), vec![1]);
    let answer = retrying!(delay_ms = 10, clone(name, tag), context = attempt => {
        let task = async move { (name, tag) };
        flaky.call().await?;
        let (name, tag) = task.await;
        Ok::<_, Error>((name, tag, attempt.number()))
    })
    .await;
    assert_eq!(answer, Ok(("abc".to_owned(), vec![1], 3)));
    assert_eq!((name.len(), tag.len()), (3, 1));
}

#[tokio::test(start_paused = true)]
async fn generic_functions_have_blocks() {
    async fn get<T: Clone, E: retry_runtime::Transient + From<TimedOut> + From<Error>>(
        flaky: &Flaky,
        value: &T,
    ) -> Result<T, E> {
        retrying!(delay_ms = 10, timeout_secs = 5 => {
            flaky.call().await?;
            Ok::<_, E>(value.clone())
        })
        .await
    }
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, get::<_, Error>(&flaky, &5)).await, 5);
}

#[tokio::test(start_paused = true)]
async fn the_block_of_a_macro_is_retried() {
    macro_rules! retried {
        ($max:expr, $flaky:expr, $block:block) => {
            retrying!(max = $max, delay_ms = 10 => { let flaky = $flaky; let _ = $block; flaky.call().await })
        };
    }
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, retried!(3, &flaky, { 1 })).await, 3);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_shared_between_threads_stays_on_one() {
    let calls = Cell::new(0);
    let flaky = Flaky::new();
    let call = retrying!(delay_ms = 10 => {
        calls.set(calls.get() + 1);
        flaky.call().await
    });
    assert_eq!(third(&flaky, call).await, 3);
    assert_eq!(calls.get(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_block_in_a_function_with_retry_error_goes_on_with_it() {
    #[retry(max = 1)]
    async fn outer(flaky: &Flaky) -> Result<u32, RetryError<Error>> {
        retrying!(max = 2, delay_ms = 10 => { flaky.call().await }).await
    }
    let flaky = Flaky::new();
    let error = outer(&flaky).await.unwrap_err();
    assert_eq!((flaky.attempts(), error.attempts()), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn configuration_of_the_run_decides() {
    let flaky = Flaky::new();
    let config = RetryConfig::new().max(2);
    let answer: Result<u32, Error> = retrying!(config = config, fallback = |_| Ok(77) => { flaky.call().await }).await;
    assert_eq!((answer, flaky.attempts()), (Ok(77), 2));
}

#[tokio::test(start_paused = true)]
async fn a_mutable_reference_that_a_block_moves_is_lent_at_its_head() {
    async fn count(flaky: &Flaky, numbers: &mut Vec<u32>) -> Result<u32, Error> {
        let sum = retrying!(delay_ms = 10 => {
            let numbers = &mut *numbers;
            let mut sum = 0;
            for number in numbers {
                *number += 1;
                sum += *number;
            }
            flaky.call().await?;
            Ok::<_, Error>(sum)
        })
        .await;
        numbers.clear();
        sum
    }
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, count(&flaky, &mut vec![1, 2])).await, 4 + 5);
}

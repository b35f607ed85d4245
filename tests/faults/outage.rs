//! A service that is to survive an outage of what it depends on, and the proof that it does: no server, no mock, and no
//! trait or type parameter that only tests need.

use std::sync::Mutex;
use std::time::Duration;

use retry_runtime::{TimedOut, Transient, retry, testing};
use tokio::time::Instant;

#[derive(Debug, thiserror::Error, Transient)]
enum StockError {
    #[transient]
    #[error("the warehouse cannot be reached")]
    Unreachable,
    #[error("no such article")]
    Unknown,
    #[transient]
    #[error(transparent)]
    TimedOut(#[from] TimedOut),
}

/// The client of another team's server.
struct Warehouse {
    address: &'static str,
}

impl Warehouse {
    #[retry(max = 4, delay_ms = 200, attempt_timeout_secs = 2)]
    async fn stock(&self, article: &str) -> Result<u32, StockError> {
        // What would be a request in earnest.
        tokio::time::sleep(Duration::from_millis(20)).await;
        match (self.address, article) {
            ("warehouse:80", "chair") => Ok(12),
            _ => Err(StockError::Unknown),
        }
    }
}

/// The service: it answers from the warehouse, and in an outage with what it knew last.
struct Shop {
    warehouse: Warehouse,
    last: Mutex<Option<u32>>,
}

#[derive(Debug, PartialEq)]
enum Answer {
    Fresh(u32),
    Stale(u32),
    Sorry,
}

impl Shop {
    fn new() -> Self {
        Self {
            warehouse: Warehouse {
                address: "warehouse:80",
            },
            last: Mutex::new(None),
        }
    }

    async fn chairs(&self) -> Answer {
        match self.warehouse.stock("chair").await {
            Ok(stock) => {
                *self.last.lock().unwrap() = Some(stock);
                Answer::Fresh(stock)
            }
            Err(_) => self.last.lock().unwrap().map_or(Answer::Sorry, Answer::Stale),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_short_outage_is_not_noticed() {
    let shop = Shop::new();
    let outage = testing::fail(Warehouse::stock, 2, || StockError::Unreachable);
    assert_eq!(shop.chairs().await, Answer::Fresh(12));
    assert_eq!(outage.met(), 2);
}

#[tokio::test(start_paused = true)]
async fn in_a_long_outage_the_last_answer_is_given_and_the_end_of_it_is_found() {
    let shop = Shop::new();
    assert_eq!(shop.chairs().await, Answer::Fresh(12));
    {
        let _outage = testing::fail(Warehouse::stock, u32::MAX, || StockError::Unreachable);
        assert_eq!(shop.chairs().await, Answer::Stale(12));
    }
    assert_eq!(shop.chairs().await, Answer::Fresh(12));
}

#[tokio::test(start_paused = true)]
async fn without_an_answer_it_says_so() {
    let _outage = testing::fail(Warehouse::stock, u32::MAX, || StockError::Unreachable);
    assert_eq!(Shop::new().chairs().await, Answer::Sorry);
}

#[tokio::test(start_paused = true)]
async fn an_error_that_will_not_pass_is_not_repeated() {
    let outage = testing::fail(Warehouse::stock, u32::MAX, || StockError::Unknown);
    assert_eq!(Shop::new().chairs().await, Answer::Sorry);
    assert_eq!(outage.met(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_warehouse_that_hangs_once_costs_two_seconds() {
    let start = Instant::now();
    let _hangs = testing::delay(Warehouse::stock, Duration::from_secs(3600)).attempts(1);
    assert_eq!(Shop::new().chairs().await, Answer::Fresh(12));
    let seconds = start.elapsed().as_secs_f64();
    assert!((2.1..2.4).contains(&seconds), "{seconds}");
}

//! Bodies that look as if they moved an argument away, and do not.

use std::pin::Pin;
use std::time::Duration;

use retry_runtime::RetryConfig;

use crate::{Error, Flaky, retry, third};

#[derive(Debug, PartialEq)]
struct Point {
    x: u32,
    y: u32,
    name: String,
}

fn point() -> Point {
    Point {
        x: 1,
        y: 2,
        name: "p".into(),
    }
}

fn call<T>(f: impl FnOnce() -> T) -> T {
    f()
}

// A `move` closure copies a field that is `Copy`.
#[retry(max = 3, delay_ms = 10)]
async fn field(flaky: &Flaky, point: Point) -> Result<u32, Error> {
    let x = call(move || point.x + 1);
    flaky.call().await?;
    Ok(x + point.y)
}

#[retry(max = 3, delay_ms = 10)]
async fn copied_pattern(flaky: &Flaky, point: Point) -> Result<u32, Error> {
    let Point { x, y: height, .. } = point;
    let y = call(move || {
        let Point { y, .. } = point;
        y
    });
    flaky.call().await?;
    Ok(x + height + y)
}

#[retry(max = 3, delay_ms = 10)]
async fn ignored(flaky: &Flaky, point: Point) -> Result<usize, Error> {
    call(move || {
        let _ = point;
    });
    flaky.call().await?;
    Ok(point.name.len())
}

#[retry(max = 3, delay_ms = 10)]
async fn hidden(flaky: &Flaky, name: String) -> Result<usize, Error> {
    let length = call(move || {
        let name = "abc";
        name.len()
    });
    let other = ["a"].map(move |name| name.len() + 1);
    let matched = match Some("ab") {
        Some(name) => call(move || name.len()),
        None => 0,
    };
    flaky.call().await?;
    Ok(length + other[0] + matched + name.len())
}

#[retry(max = 3, delay_ms = 10)]
async fn hidden_by_a_loop(flaky: &Flaky, name: String) -> Result<usize, Error> {
    let mut sum = 0;
    for name in ["a", "bc"] {
        sum += call(move || name.len());
    }
    if let Some(name) = Some("abc") {
        sum += call(move || name.len());
    }
    flaky.call().await?;
    Ok(sum + name.len())
}

#[retry(max = 3, delay_ms = 10)]
async fn hidden_by_an_item(flaky: &Flaky, name: String) -> Result<usize, Error> {
    fn length(name: &str) -> usize {
        call(move || name.len())
    }
    flaky.call().await?;
    Ok(length(&name))
}

#[retry(max = 3, delay_ms = 10)]
async fn another_meaning(flaky: &Flaky, x: String) -> Result<usize, Error> {
    let made = call(move || Point {
        x: 3,
        y: 4,
        name: String::new(),
    });
    let y = call(move || made.x);
    tracing::info!(x = 5);
    flaky.call().await?;
    Ok(y as usize + x.len())
}

// Of a type that the macro cannot know to be `Copy`.
#[retry(max = 3, delay_ms = 10)]
async fn copied<T: Copy + Into<u32>>(flaky: &Flaky, n: T, delay: Duration) -> Result<u32, Error> {
    let sum = call(move || Into::<u32>::into(n));
    let millis = call(move || delay.as_secs());
    flaky.call().await?;
    Ok(sum + n.into() + u32::try_from(millis).unwrap_or_default())
}

#[retry(max = 3, delay_ms = 10)]
async fn by_reference(flaky: &Flaky, names: Vec<String>) -> Result<usize, Error> {
    let names = &names;
    let sum: usize = call(move || names.iter().map(String::len).sum());
    flaky.call().await?;
    Ok(sum)
}

#[retry(max = 3, delay_ms = 10)]
async fn iterated(flaky: &Flaky, names: &[String], range: std::ops::Range<u32>) -> Result<usize, Error> {
    let mut sum = 0;
    for name in names {
        sum += name.len();
    }
    for n in range.clone() {
        sum += n as usize;
    }
    flaky.call().await?;
    Ok(sum)
}

#[retry(max = 3, delay_ms = 10)]
async fn copied_field(flaky: &Flaky, point: Point, pair: (u32, String)) -> Result<u32, Error> {
    flaky.call().await?;
    if pair.1.is_empty() { Ok(pair.0) } else { Ok(point.x) }
}

#[retry(max = 3, delay_ms = 10)]
async fn references_of_a_tuple(flaky: &Flaky, pair: (&str, &String)) -> Result<usize, Error> {
    let (a, b) = pair;
    flaky.call().await?;
    Ok(a.len() + b.len() + pair.0.len())
}

fn template(text: &str) -> usize {
    text.len()
}

// The literal of a function is no format string.
#[retry(max = 3, delay_ms = 10)]
async fn braces_in_a_literal(flaky: &Flaky, name: String) -> Result<usize, Error> {
    let length = call(move || template("{name}"));
    flaky.call().await?;
    Ok(length + name.len())
}

struct Lent<'a> {
    a: &'a mut u32,
}

fn increased(n: Option<&mut u32>) -> u32 {
    n.map_or(0, |n| {
        *n += 1;
        *n
    })
}

// With its type known, `Some` is given a reborrow.
#[retry(max = 3, delay_ms = 10)]
async fn reborrowed_field(flaky: &Flaky, lent: Lent<'_>) -> Result<u32, Error> {
    let n = increased(Some(lent.a));
    flaky.call().await?;
    Ok(n)
}

#[retry(max = 3, delay_ms = 10)]
async fn conditional(flaky: &Flaky, names: Vec<String>) -> Result<usize, Error> {
    #[cfg(all(test, not(test)))]
    for name in names {
        drop(name);
    }
    flaky.call().await?;
    Ok(names.len())
}

#[derive(Clone, Copy)]
union Either {
    a: u32,
    b: f32,
}

#[repr(C, packed)]
struct Packed {
    a: u8,
    b: u32,
}

#[retry(max = 3, delay_ms = 10)]
async fn unusual_fields(flaky: &Flaky, either: Either, packed: Packed) -> Result<u32, Error> {
    flaky.call().await?;
    let Packed { a, .. } = packed;
    let whole = if a == 1 {
        Ok(packed.b)
    } else {
        unsafe { Ok::<u32, Error>(either.a) }
    }?;
    unsafe {
        let Either { b } = either;
        Ok(whole + u32::from(b > 0.0))
    }
}

struct Sender {
    id: usize,
}

fn encode(request: String) -> usize {
    request.len()
}

impl Sender {
    fn request(&self, size: usize) -> usize {
        self.id + size
    }

    // Only a method, a field and an inner variable have the names of what the statements have moved.
    #[retry(max = 3, delay_ms = 10)]
    fn named_alike<'a>(
        &'a self,
        flaky: &'a Flaky,
        request: String,
        id: String,
    ) -> Pin<Box<dyn Future<Output = Result<usize, Error>> + Send + 'a>> {
        let (size, other) = (encode(request), encode(id));
        let guard = std::sync::Mutex::new(1);
        let guard = guard.lock();
        drop(guard);
        Box::pin(async move {
            flaky.call().await?;
            let id = other;
            let guard = template("/users/{id}");
            Ok(self.request(size) + self.id + id + guard)
        })
    }

    #[retry(max = 3, delay_ms = 10, config = policy.build())]
    async fn moved_by_a_key(&self, flaky: &Flaky, policy: Policy) -> Result<usize, Error> {
        flaky.call().await?;
        Ok([self.id].map(|policy| policy + 1)[0])
    }
}

struct Policy(u32);

impl Policy {
    fn build(self) -> RetryConfig {
        RetryConfig::new().max(self.0)
    }
}

#[tokio::test(start_paused = true)]
async fn a_name_alone_is_no_use_of_a_variable() {
    let (flaky, sender) = (Flaky::new(), Sender { id: 1 });
    assert_eq!(
        third(&flaky, sender.named_alike(&flaky, "abc".into(), "ab".into())).await,
        18
    );
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, sender.moved_by_a_key(&flaky, Policy(3))).await, 2);
}

#[tokio::test(start_paused = true)]
async fn what_stays_is_not_taken_for_moved() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, field(&flaky, point())).await, 4);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, copied_pattern(&flaky, point())).await, 5);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, ignored(&flaky, point())).await, 1);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, hidden(&flaky, "abcd".into())).await, 11);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, hidden_by_a_loop(&flaky, "abcd".into())).await, 10);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, hidden_by_an_item(&flaky, "abcd".into())).await, 4);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, another_meaning(&flaky, "abcd".into())).await, 7);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, copied(&flaky, 3_u8, Duration::from_secs(1))).await, 7);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, by_reference(&flaky, vec!["ab".into()])).await, 2);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, iterated(&flaky, &["ab".into()], 0..3)).await, 5);
    let flaky = Flaky::new();
    assert_eq!(
        third(&flaky, copied_field(&flaky, point(), (5, String::new()))).await,
        5
    );
    let flaky = Flaky::new();
    assert_eq!(
        third(&flaky, references_of_a_tuple(&flaky, ("a", &"bc".into()))).await,
        4
    );
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, braces_in_a_literal(&flaky, "abcd".into())).await, 10);
    let (flaky, mut n) = (Flaky::new(), 0);
    assert_eq!(third(&flaky, reborrowed_field(&flaky, Lent { a: &mut n })).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, conditional(&flaky, vec!["ab".into()])).await, 1);
    let (flaky, either, packed) = (Flaky::new(), Either { a: 0 }, Packed { a: 1, b: 2 });
    assert_eq!(third(&flaky, unusual_fields(&flaky, either, packed)).await, 2);
}

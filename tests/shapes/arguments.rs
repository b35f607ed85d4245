//! Patterns, `mut`, `&mut`, `clone`, `cfg`.

use std::io::Write as _;

use crate::{Error, Flaky, pause, retry, third};

struct Point {
    x: u32,
    y: u32,
}

#[retry(max = 3, delay_ms = 10)]
async fn tuple(flaky: &Flaky, (a, b): (u32, &str), [c, ..]: [u32; 3]) -> Result<String, Error> {
    flaky.call().await?;
    Ok(format!("{a}{b}{c}"))
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30)]
async fn fields(flaky: &Flaky, Point { x, y: height }: Point, &n: &u32) -> Result<u32, Error> {
    flaky.call().await?;
    Ok(x * 100 + height * 10 + n)
}

#[retry(max = 3, delay_ms = 10)]
async fn ignored(_: String, flaky: &Flaky, _: u8, _unused: Vec<u8>) -> Result<u32, Error> {
    flaky.call().await
}

#[tokio::test(start_paused = true)]
async fn tuple_and_array_patterns_bind() {
    let flaky = Flaky::new();
    let text = third(&flaky, tuple(&flaky, (1, "b"), [2, 3, 4])).await;
    assert_eq!(text, "1b2");
}

#[tokio::test(start_paused = true)]
async fn struct_and_reference_patterns_bind() {
    let flaky = Flaky::new();
    let call = fields(&flaky, Point { x: 1, y: 2 }, &3);
    assert_eq!(third(&flaky, call).await, 123);
}

#[tokio::test(start_paused = true)]
async fn arguments_may_be_ignored() {
    let flaky = Flaky::new();
    let call = ignored(String::new(), &flaky, 1, vec![1]);
    assert_eq!(third(&flaky, call).await, 3);
}

#[retry(max = 3, delay_ms = 10)]
async fn popped(flaky: &Flaky, mut values: Vec<u32>, mut n: u32) -> Result<(usize, u32), Error> {
    assert_eq!(values, [1, 2, 3]);
    assert_eq!(n, 5);
    values.pop();
    n += 1;
    flaky.call().await?;
    Ok((values.len(), n))
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30, attempt_timeout_ms = 500)]
async fn popped_from_pattern(flaky: &Flaky, (mut values, n): (Vec<u32>, u32)) -> Result<(usize, u32), Error> {
    assert_eq!(values, [1, 2, 3]);
    values.pop();
    flaky.call().await?;
    Ok((values.len(), n))
}

#[tokio::test(start_paused = true)]
async fn a_mut_argument_starts_afresh() {
    let flaky = Flaky::new();
    let call = popped(&flaky, vec![1, 2, 3], 5);
    assert_eq!(third(&flaky, call).await, (2, 6));
}

#[tokio::test(start_paused = true)]
async fn a_mut_binding_in_a_pattern_starts_afresh() {
    let flaky = Flaky::new();
    let call = popped_from_pattern(&flaky, (vec![1, 2, 3], 5));
    assert_eq!(third(&flaky, call).await, (2, 5));
}

#[retry(max = 3, delay_ms = 10)]
async fn several(flaky: &Flaky, a: &mut u32, b: &mut Vec<u32>) -> Result<(), Error> {
    *a += 1;
    pause().await;
    b.push(*a);
    flaky.call().await?;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn what_is_behind_mutable_references_keeps_its_changes() {
    let flaky = Flaky::new();
    let (mut a, mut b) = (0, Vec::new());
    third(&flaky, several(&flaky, &mut a, &mut b)).await;
    assert_eq!((a, b), (3, vec![1, 2, 3]));
}

#[retry(max = 3, delay_ms = 10)]
async fn dyn_mut(flaky: &Flaky, out: &mut (dyn std::io::Write + Send)) -> Result<(), Error> {
    out.write_all(b"x").map_err(|_| Error::Broken)?;
    flaky.call().await?;
    Ok(())
}

#[retry(max = 3, delay_ms = 10)]
async fn slice_mut(flaky: &Flaky, bytes: &mut [u8]) -> Result<u8, Error> {
    bytes[0] += 1;
    let step = flaky.call().await;
    bytes[1] += 2;
    step?;
    Ok(bytes[0] + bytes[1])
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30)]
async fn advancing(flaky: &Flaky, mut buf: &mut [u8]) -> Result<usize, Error> {
    buf.write_all(b"ab").map_err(|_| Error::Broken)?;
    flaky.call().await?;
    Ok(buf.len())
}

#[retry(max = 3, delay_ms = 10)]
async fn advancing_shared(flaky: &Flaky, mut text: &str) -> Result<String, Error> {
    text = &text[1..];
    flaky.call().await?;
    Ok(text.to_owned())
}

#[tokio::test(start_paused = true)]
async fn a_mutable_trait_object_is_lent() {
    let flaky = Flaky::new();
    let mut out = Vec::new();
    third(&flaky, dyn_mut(&flaky, &mut out)).await;
    assert_eq!(out, b"xxx");
}

#[tokio::test(start_paused = true)]
async fn a_mutable_slice_is_lent() {
    let flaky = Flaky::new();
    let mut bytes = [0; 2];
    assert_eq!(third(&flaky, slice_mut(&flaky, &mut bytes)).await, 9);
    assert_eq!(bytes, [3, 6]);
}

#[tokio::test(start_paused = true)]
async fn a_rebound_reference_starts_at_the_front() {
    let flaky = Flaky::new();
    let mut bytes = [0; 5];
    assert_eq!(third(&flaky, advancing(&flaky, &mut bytes)).await, 3);
    assert_eq!(&bytes, b"ab\0\0\0");
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, advancing_shared(&flaky, "abc")).await, "bc");
}

#[retry(max = 3, delay_ms = 10, clone)]
async fn consumes_all(flaky: &Flaky, a: String, b: Vec<u8>) -> Result<(String, Vec<u8>), Error> {
    let moved = (a, b);
    flaky.call().await?;
    Ok(moved)
}

#[retry(max = 3, delay_ms = 10, clone(a, b))]
async fn consumes_some(flaky: &Flaky, a: String, b: Vec<u8>, borrowed: String) -> Result<usize, Error> {
    flaky.call().await?;
    drop(b);
    Ok(a.into_bytes().len() + borrowed.len())
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30, clone(a))]
async fn consumes_one(flaky: &Flaky, a: String, kept: &mut Vec<String>) -> Result<usize, Error> {
    kept.push(a);
    flaky.call().await?;
    Ok(kept.len())
}

#[tokio::test(start_paused = true)]
async fn clone_lets_the_body_consume_every_argument() {
    let flaky = Flaky::new();
    let call = consumes_all(&flaky, "a".into(), vec![1]);
    assert_eq!(third(&flaky, call).await, ("a".into(), vec![1]));
}

#[tokio::test(start_paused = true)]
async fn clone_lets_the_body_consume_the_named_arguments() {
    let flaky = Flaky::new();
    let call = consumes_some(&flaky, "a".into(), vec![1], "bc".into());
    assert_eq!(third(&flaky, call).await, 3);
    let flaky = Flaky::new();
    let mut kept = Vec::new();
    let call = consumes_one(&flaky, "a".into(), &mut kept);
    assert_eq!(third(&flaky, call).await, 3);
    assert_eq!(kept, ["a", "a", "a"]);
}

#[retry(max = 3, delay_ms = 10)]
#[allow(clippy::non_minimal_cfg, reason = "a condition that always holds")]
async fn configured(
    #[cfg(all())] flaky: &Flaky,
    #[cfg(any())] flaky: &mut NoSuchType,
    #[cfg(any())] mut _absent: NoSuchType,
    #[allow(unused_mut, reason = "an attribute on an argument")] mut n: u32,
) -> Result<u32, Error> {
    flaky.call().await?;
    Ok(n)
}

#[tokio::test(start_paused = true)]
async fn arguments_may_be_configured_out() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, configured(&flaky, 1)).await, 1);
}

mod named {
    pub(super) struct Pair(pub(super) Vec<u32>, pub(super) u32);
}

/// A pattern of this type binds references.
type Pair<'a> = &'a named::Pair;

#[retry(max = 3, delay_ms = 10)]
async fn pattern_of_a_reference(flaky: &Flaky, named::Pair(values, n): Pair<'_>) -> Result<usize, Error> {
    flaky.call().await?;
    Ok(values.len() + *n as usize)
}

#[tokio::test(start_paused = true)]
async fn a_pattern_of_a_reference_binds_references() {
    let (flaky, pair) = (Flaky::new(), named::Pair(vec![1, 2], 3));
    assert_eq!(third(&flaky, pattern_of_a_reference(&flaky, &pair)).await, 5);
}

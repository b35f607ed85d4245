//! `Retry-After`: what it may say, and what it may not.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};
use proptest::prelude::*;
use retry_runtime::http::retry_after;

fn header(value: &str) -> HeaderMap {
    HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_bytes(value.as_bytes()).unwrap())])
}

fn sent_at(date: &str, value: &str) -> HeaderMap {
    let mut headers = header(value);
    headers.insert(DATE, date.parse().unwrap());
    headers
}

const SECOND: Duration = Duration::from_secs(1);
/// The end of the year 9999, in seconds since 1970: what comes later cannot be written.
const LAST_DATE: u64 = 253_402_300_799;
const RFC_DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

#[test]
fn a_number_is_seconds() {
    for (value, seconds) in [
        ("0", 0),
        ("120", 120),
        (" 120 ", 120),
        ("0007", 7),
        ("18446744073709551615", u64::MAX),
        // Longer than a `Duration` can be: the longest, which is not longer than the header says.
        ("18446744073709551616", u64::MAX),
        ("99999999999999999999999999999999999999999999", u64::MAX),
    ] {
        assert_eq!(
            retry_after(&header(value)),
            Some(Duration::from_secs(seconds)),
            "{value}"
        );
    }
}

#[test]
fn each_form_of_a_date_counts_from_the_date_of_the_response() {
    for value in [
        "Sun, 06 Nov 1994 08:49:42 GMT",
        "Sunday, 06-Nov-94 08:49:42 GMT",
        "Sun Nov  6 08:49:42 1994",
    ] {
        for date in [RFC_DATE, "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(retry_after(&sent_at(date, value)), Some(5 * SECOND), "{value} {date}");
        }
    }
}

#[test]
fn a_date_that_has_passed_is_no_wait() {
    assert_eq!(retry_after(&sent_at(RFC_DATE, RFC_DATE)), Some(Duration::ZERO));
    let earlier = "Sun, 06 Nov 1994 08:49:36 GMT";
    assert_eq!(retry_after(&sent_at(RFC_DATE, earlier)), Some(Duration::ZERO));
    assert_eq!(retry_after(&header(RFC_DATE)), Some(Duration::ZERO));
}

#[test]
fn a_date_counts_from_now_where_the_response_has_none_that_can_be_read() {
    let in_a_minute = httpdate::fmt_http_date(SystemTime::now() + 60 * SECOND);
    for headers in [header(&in_a_minute), sent_at("yesterday", &in_a_minute)] {
        let wait = retry_after(&headers).unwrap();
        assert!((50 * SECOND..=60 * SECOND).contains(&wait), "{wait:?}");
    }
}

#[test]
fn the_last_date_there_is_does_not_overflow() {
    let wait = retry_after(&sent_at(
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
    ));
    assert_eq!(wait, Some(Duration::from_secs(LAST_DATE)));
}

#[test]
fn what_is_neither_says_nothing() {
    assert_eq!(retry_after(&HeaderMap::new()), None);
    for value in [
        "",
        " ",
        "-1",
        "+1",
        "1.5",
        "1e3",
        "0x10",
        "1 2",
        "120s",
        "soon",
        "٣",
        "\u{ff}",
        "Sun, 06 Nov 1994 08:49:37",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1969 08:49:37 GMT",
        "1994-11-06T08:49:37Z",
    ] {
        assert_eq!(retry_after(&header(value)), None, "{value:?}");
    }
}

/// Bytes that a header's value may have, and some that are near a date.
fn garbage() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![32..=126_u8, 128..=255_u8, Just(b'\t')];
    let bytes = prop::collection::vec(byte.clone(), 0..40);
    let near = (0..RFC_DATE.len(), byte, any::<bool>()).prop_map(|(at, byte, cut)| {
        let mut date = RFC_DATE.as_bytes().to_vec();
        date[at] = byte;
        date.truncate(if cut { at + 1 } else { date.len() });
        date
    });
    prop_oneof![bytes, near]
}

proptest! {
    #[test]
    fn no_bytes_panic(value in garbage(), date in garbage()) {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_bytes(&value).unwrap());
        headers.insert(DATE, HeaderValue::from_bytes(&date).unwrap());
        let digits = value.trim_ascii().iter().all(u8::is_ascii_digit);
        let at_most = Duration::from_secs(if digits { u64::MAX } else { LAST_DATE });
        prop_assert!(retry_after(&headers).is_none_or(|wait| wait <= at_most));
    }

    #[test]
    fn digits_are_never_longer_than_they_say(value in "[0-9]{1,40}") {
        let wait = retry_after(&header(&value)).unwrap();
        if let Ok(seconds) = value.parse::<u128>() {
            prop_assert_eq!(u128::from(wait.as_secs()), seconds.min(u64::MAX.into()));
        } else {
            prop_assert_eq!(wait, Duration::from_secs(u64::MAX));
        }
    }

    #[test]
    fn dates_are_exact(sent in 0..200_000_000_000_u64, wait in -100_000_000..50_000_000_000_i64) {
        let sent = UNIX_EPOCH + Duration::from_secs(sent);
        let until = if wait < 0 {
            sent.checked_sub(Duration::from_secs(wait.unsigned_abs())).filter(|until| *until >= UNIX_EPOCH)
        } else {
            Some(sent + Duration::from_secs(wait.unsigned_abs()))
        };
        prop_assume!(until.is_some());
        let headers = sent_at(&httpdate::fmt_http_date(sent), &httpdate::fmt_http_date(until.unwrap()));
        prop_assert_eq!(retry_after(&headers), Some(Duration::from_secs(wait.max(0).unsigned_abs())));
    }
}

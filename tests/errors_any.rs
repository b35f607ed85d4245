//! Errors whose type is not known: marks, the search of the chain, and the last error behind a limit.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::error::Error as StdError;
use std::future::pending;
use std::io::{self, ErrorKind};
use std::time::Duration;

use anyhow::Context as _;
use retry_runtime::{
    Decision, Mark, Marked, RetryError, Scope, TimedOut, Transient, chain, find_in_chain, retry, testing,
};

type BoxError = Box<dyn StdError + Send + Sync>;

const WAIT: Duration = Duration::from_secs(7);
const LIMIT: TimedOut = TimedOut::new(WAIT, Scope::Attempt, 1);

fn answers<E: Transient + ?Sized>(error: &E) -> (bool, Option<Duration>) {
    (error.is_transient(), error.retry_after())
}

fn reset() -> io::Error {
    ErrorKind::ConnectionReset.into()
}

fn missing() -> io::Error {
    io::Error::new(ErrorKind::NotFound, "no such page")
}

/// An error of the tests' own, with a source, and with a `Debug` that is not its `Display`.
#[derive(Debug, thiserror::Error)]
#[error("outer")]
struct Outer(#[source] io::Error);

#[derive(Debug, thiserror::Error, Transient)]
enum FetchError {
    #[transient]
    #[error("connection lost")]
    Connection,
    #[transient]
    #[error("busy")]
    Busy(#[retry_after] Duration),
    #[error("no such page")]
    NotFound,
}

#[derive(Debug, thiserror::Error, Transient)]
#[transient]
#[error("deadlock")]
struct Deadlock;

mod without_marks {
    use super::*;

    #[test]
    fn what_no_type_knows_is_permanent() {
        fn bails() -> anyhow::Result<()> {
            anyhow::bail!("no such page")
        }
        fn eyre_bails() -> eyre::Result<()> {
            eyre::bail!("no such page")
        }
        assert_eq!(answers(&bails().unwrap_err()), (false, None));
        assert_eq!(answers(&eyre_bails().unwrap_err()), (false, None));
        assert_eq!(answers(&BoxError::from("no such page")), (false, None));
        assert_eq!(answers(&anyhow::Error::from(FetchError::Connection)), (false, None));
    }

    #[test]
    fn an_io_error_deep_in_the_chain_decides() {
        for (error, transient) in [(reset as fn() -> io::Error, true), (missing, false)] {
            let any = anyhow::Error::from(Outer(error())).context("one").context("two");
            assert_eq!(any.is_transient(), transient);
            let report = eyre::Report::from(Outer(error())).wrap_err("one").wrap_err("two");
            assert_eq!(report.is_transient(), transient);
            let boxed: BoxError = Box::new(Outer(error()));
            assert_eq!(boxed.is_transient(), transient);
            let local: Box<dyn StdError> = Box::new(Outer(error()));
            assert_eq!(local.is_transient(), transient);
            let sent: Box<dyn StdError + Send> = Box::new(Outer(error()));
            assert_eq!(sent.is_transient(), transient);
            let any: anyhow::Error = anyhow::Error::from_boxed(Box::new(Outer(error())));
            assert_eq!(any.is_transient(), transient);
        }
    }

    #[test]
    fn the_outermost_type_that_is_known_decides() {
        let inner = io::Error::new(ErrorKind::NotFound, reset());
        assert!(!anyhow::Error::from(inner).is_transient());
        let inner = io::Error::new(ErrorKind::BrokenPipe, missing());
        assert!(anyhow::Error::from(inner).is_transient());
        // `Other` alone says nothing.
        assert!(anyhow::Error::from(io::Error::other(reset())).is_transient());
        assert!(!anyhow::Error::from(io::Error::other("other")).is_transient());
    }

    #[tokio::test(start_paused = true)]
    async fn limits_are_known() {
        let elapsed = tokio::time::timeout(WAIT, pending::<()>()).await.unwrap_err();
        assert!(anyhow::Error::from(elapsed).context("reading").is_transient());
        assert!(BoxError::from(LIMIT).is_transient());
        assert!(eyre::Report::from(LIMIT).wrap_err("reading").is_transient());
        assert!(anyhow::anyhow!("no such page").context(LIMIT).is_transient());
    }
}

mod retried_calls {
    use super::*;

    fn gave_up<E>(source: E) -> RetryError<E> {
        testing::max_retries_exceeded(3, WAIT, source)
    }

    #[test]
    fn are_permanent_whatever_they_are_about() {
        assert!(!anyhow::Error::from(gave_up(reset())).is_transient());
        assert!(!anyhow::Error::from(gave_up(Deadlock)).context("calling").is_transient());
        assert!(!eyre::Report::from(gave_up(reset())).wrap_err("calling").is_transient());
        assert!(!BoxError::from(gave_up(reset())).is_transient());
        assert!(!BoxError::from(Box::new(gave_up(reset()))).is_transient());
        assert!(!anyhow::Error::from(std::sync::Arc::new(gave_up(reset()))).is_transient());
        assert!(!BoxError::from(gave_up(anyhow::Error::from(reset())).into_error()).is_transient());
        assert!(!anyhow::Error::from(gave_up(BoxError::from(reset().transient())).into_error()).is_transient());
        let named = chain::<(Deadlock,)>(&Err::<(), _>(anyhow::Error::from(gave_up(Deadlock))));
        assert_eq!(named, Decision::Return);
    }

    #[test]
    fn are_retried_where_it_is_written_down() {
        assert!(anyhow::Error::from(gave_up(reset()).transient()).is_transient());
        let error = anyhow::Error::from(gave_up(reset())).context("calling");
        assert!(error.transient().is_transient());
    }
}

mod marks {
    use super::*;

    #[test]
    fn say_what_an_error_means() {
        let any = || anyhow::anyhow!("half a page");
        let report = || eyre::eyre!("half a page");
        let boxed = || BoxError::from("half a page");
        assert_eq!(answers(&any().transient()), (true, None));
        assert_eq!(answers(&report().transient()), (true, None));
        assert_eq!(answers(&boxed().transient()), (true, None));
        assert_eq!(answers(&any().retry_after(WAIT)), (true, Some(WAIT)));
        assert_eq!(answers(&report().retry_after(WAIT)), (true, Some(WAIT)));
        assert_eq!(answers(&boxed().retry_after(WAIT)), (true, Some(WAIT)));
        assert_eq!(answers(&anyhow::Error::from(reset()).permanent()), (false, None));
        assert_eq!(answers(&eyre::Report::from(reset()).permanent()), (false, None));
        assert_eq!(answers(&BoxError::from(reset()).permanent()), (false, None));
        assert_eq!(answers(&Outer(reset()).transient()), (true, None));
        assert_eq!(answers(&Outer(reset()).retry_after(WAIT)), (true, Some(WAIT)));
        assert_eq!(answers(&reset().permanent()), (false, None));
    }

    #[test]
    fn hold_through_question_marks_and_contexts() {
        fn parse(page: &str) -> anyhow::Result<u8> {
            let number = page.parse::<u8>().transient().context("parsing")?;
            Ok(number)
        }
        fn report(page: &str) -> eyre::Result<u8> {
            use eyre::WrapErr as _;

            page.parse::<u8>().retry_after(WAIT).wrap_err("parsing")
        }
        fn boxed(page: &str) -> Result<u8, BoxError> {
            Ok(page.parse::<u8>().transient()?)
        }
        assert_eq!(
            (parse("4").unwrap(), report("4").unwrap(), boxed("4").unwrap()),
            (4, 4, 4)
        );
        let error = parse("x").context("reading").context("fetching").unwrap_err();
        assert!(error.is_transient());
        assert_eq!(
            format!("{error:#}"),
            "fetching: reading: parsing: invalid digit found in string"
        );
        let error = report("x").unwrap_err().wrap_err("reading");
        assert_eq!(answers(&error), (true, Some(WAIT)));
        assert_eq!(format!("{error:#}"), "reading: parsing: invalid digit found in string");
        assert!(boxed("x").unwrap_err().is_transient());
        // From one of them into another.
        assert!(anyhow::Error::from_boxed(boxed("x").unwrap_err()).is_transient());
        assert!(anyhow::Error::from(io::Error::other(boxed("x").unwrap_err())).is_transient());
    }

    #[test]
    fn the_outermost_wins_over_others_and_over_types() {
        let error = anyhow::Error::from(missing().transient()).context("reading");
        assert!(error.is_transient());
        let error = error.permanent().context("fetching");
        assert!(!error.is_transient());
        assert_eq!(answers(&error.retry_after(WAIT).context("again")), (true, Some(WAIT)));
        let result: Result<(), Marked> = Err(reset().permanent());
        assert!(result.retry_after(WAIT).unwrap_err().is_transient());
        // A type outside of a mark does not hide it.
        assert!(BoxError::from(io::Error::new(ErrorKind::NotFound, missing().transient())).is_transient());
    }

    /// `{}`, `{:#}`, `{:?}` and `{:#?}`, and the messages of the chain.
    macro_rules! shown {
        ($error:expr) => {{
            let error = $error;
            let mut texts = vec![
                format!("{error}"),
                format!("{error:#}"),
                // The backtrace is that of its own line, where there is one.
                format!("{error:?}")
                    .split("\n\nStack backtrace")
                    .next()
                    .unwrap()
                    .to_owned(),
                format!("{error:#?}"),
            ];
            let mut link: Option<&(dyn StdError + 'static)> = Some(&*error);
            while let Some(error) = link {
                texts.push(error.to_string());
                link = error.source();
            }
            texts
        }};
    }

    #[test]
    fn leave_what_is_shown_as_it_was() {
        let plain = || Outer(missing());
        let any = || anyhow::Error::from(plain()).context("reading").context("fetching");
        assert_eq!(shown!(any()), shown!(any().transient()));
        assert_eq!(shown!(any()), shown!(any().permanent().retry_after(WAIT)));
        let marked_first = || {
            anyhow::Error::from(plain().transient())
                .context("reading")
                .context("fetching")
        };
        assert_eq!(shown!(any()), shown!(marked_first()));
        assert_eq!(shown!(anyhow::anyhow!("no")), shown!(anyhow::anyhow!("no").transient()));

        let boxed = || BoxError::from(plain());
        assert_eq!(shown!(boxed()), shown!(boxed().transient()));
        assert_eq!(shown!(boxed()), shown!(BoxError::from(plain().transient())));
        assert_eq!(shown!(BoxError::from("no")), shown!(BoxError::from("no").transient()));
        assert_eq!(shown!(Box::new(plain())), shown!(Box::new(plain().transient())));
    }

    #[test]
    fn leave_the_place_that_eyre_shows() {
        let report = || eyre::Report::from(Outer(missing())).wrap_err("reading");
        let (before, after) = (shown!(report()), shown!(report().transient()));
        assert!(before[2].contains("errors_any.rs"), "{}", before[2]);
        assert_eq!(before, after);
        let result = || Err::<(), _>(report());
        assert_eq!(shown!(result().unwrap_err()), shown!(result().permanent().unwrap_err()));
    }

    #[test]
    fn what_was_marked_is_found_behind_them() {
        let error = anyhow::Error::from(Outer(missing()).transient()).context("reading");
        let marked = error.downcast_ref::<Marked>().unwrap();
        assert!(marked.get_ref().is::<Outer>());
        assert!(find_in_chain::<Outer>(&error).is_some());
        assert_eq!(find_in_chain::<io::Error>(&error).unwrap().kind(), ErrorKind::NotFound);
        // A context of anyhow's is found as ever, under a mark further in.
        let error = error.context(FetchError::NotFound);
        assert!(error.downcast_ref::<FetchError>().is_some());
        assert!(error.downcast_ref::<Marked>().is_some());

        let error = anyhow::Error::from(Outer(missing())).transient();
        assert!(find_in_chain::<Outer>(&error).is_some());
        let error = BoxError::from(missing()).transient();
        assert!(find_in_chain::<io::Error>(&error).is_some());
        let error = eyre::Report::from(missing()).transient();
        assert!(find_in_chain::<io::Error>(&error).is_some());
        assert!(find_in_chain::<Outer>(&error).is_none());
    }
}

mod named_types {
    use super::*;

    fn decide(error: impl Into<anyhow::Error>) -> Decision {
        chain::<(FetchError, Deadlock)>(&Err::<(), _>(error.into()))
    }

    #[test]
    fn decide_wherever_they_stand() {
        assert_eq!(decide(FetchError::Connection), Decision::Retry);
        assert_eq!(decide(FetchError::Busy(WAIT)), Decision::RetryAfter(WAIT));
        assert_eq!(decide(FetchError::NotFound), Decision::Return);
        assert_eq!(decide(anyhow::Error::from(Deadlock).context("one")), Decision::Retry);
        assert_eq!(decide(anyhow::anyhow!("one").context(Deadlock)), Decision::Retry);
        assert_eq!(decide(io::Error::other(Deadlock)), Decision::Retry);
        // A mark wins, and what needs no name is known as ever.
        assert_eq!(decide(Deadlock.permanent()), Decision::Return);
        assert_eq!(decide(reset()), Decision::Retry);
        assert_eq!(decide(missing()), Decision::Return);
        assert_eq!(chain::<()>(&Ok::<_, BoxError>(1)), Decision::Return);
        assert_eq!(chain::<()>(&Err::<(), BoxError>(reset().into())), Decision::Retry);
        assert_eq!(
            chain::<(Deadlock,)>(&Err::<(), eyre::Report>(eyre::eyre!("one").wrap_err(Deadlock))),
            Decision::Retry
        );
    }

    #[tokio::test(start_paused = true)]
    async fn drive_the_loop() {
        #[retry(max = 5, delay_ms = 100, jitter = none, timeout_secs = 30, classify = chain::<(FetchError, Deadlock)>)]
        async fn fetch(calls: &mut u32) -> anyhow::Result<u32> {
            *calls += 1;
            match *calls {
                1 => Err(FetchError::Busy(WAIT)).context("reading"),
                2 => Err(Deadlock)?,
                3 => Err(reset())?,
                _ => Err(FetchError::NotFound)?,
            }
        }
        let mut calls = 0;
        let error = fetch(&mut calls).await.unwrap_err();
        assert!(error.is::<FetchError>());
        assert_eq!(calls, 4);
    }
}

mod calls {
    use super::*;
    use tokio::time::{Instant, sleep};

    #[tokio::test(start_paused = true)]
    async fn need_neither_when_nor_classify() {
        #[retry(max = 5, delay_ms = 100, jitter = none)]
        async fn any(calls: &mut u32) -> anyhow::Result<()> {
            *calls += 1;
            match *calls {
                1 => Err(reset()).context("reading"),
                2 => Err(anyhow::anyhow!("half a page").retry_after(WAIT)),
                _ => anyhow::bail!("no such page"),
            }
        }
        #[retry(max = 5, delay_ms = 100, jitter = none)]
        async fn boxed(calls: &mut u32) -> Result<(), Box<dyn StdError>> {
            *calls += 1;
            Err(if *calls < 3 { reset() } else { missing() })?
        }
        #[retry(max = 5, delay_ms = 100, jitter = none)]
        async fn report(calls: &mut u32) -> Result<(), RetryError<eyre::Report>> {
            *calls += 1;
            Err(eyre::Report::from(reset()))
        }
        let start = Instant::now();
        let mut calls = 0;
        assert_eq!(any(&mut calls).await.unwrap_err().to_string(), "no such page");
        assert_eq!(calls, 3);
        assert_eq!(start.elapsed(), Duration::from_millis(100) + WAIT);
        let mut calls = 0;
        assert_eq!(boxed(&mut calls).await.unwrap_err().to_string(), "no such page");
        assert_eq!(calls, 3);
        let mut calls = 0;
        assert_eq!(report(&mut calls).await.unwrap_err().attempts(), 5);
    }

    /// Fails, is cut by its own limit, and never ends; the call has a limit on all of it.
    macro_rules! cut {
        ($name:ident, $error:ty, $($key:tt)*) => {
            #[retry(max = unlimited, delay_ms = 100, jitter = none, timeout_secs = 2, $($key)*)]
            async fn $name(calls: &mut u32) -> Result<(), $error> {
                *calls += 1;
                if *calls == 1 {
                    return Err(Outer(reset()).into());
                }
                pending().await
            }
        };
    }
    cut!(any, anyhow::Error,);
    cut!(report, eyre::Report,);
    cut!(boxed, BoxError,);
    cut!(any_by_attempt, anyhow::Error, attempt_timeout_ms = 500);
    cut!(boxed_by_attempt, BoxError, attempt_timeout_ms = 500);
    cut!(any_when, anyhow::Error, when = |_| true);
    cut!(any_classify, anyhow::Error, classify = chain::<(Deadlock,)>);
    cut!(boxed_with_schedule, BoxError, on_retry = |_| {}, name = "boxed");

    fn message(limit: TimedOut) -> Vec<String> {
        let reset = reset().to_string();
        vec![limit.to_string(), "outer".to_owned(), reset]
    }

    fn texts(error: &(dyn StdError + 'static)) -> Vec<String> {
        let mut texts = vec![error.to_string()];
        let mut link = error.source();
        while let Some(error) = link {
            texts.push(error.to_string());
            link = error.source();
        }
        texts
    }

    #[tokio::test(start_paused = true)]
    async fn keep_the_last_error_where_the_deadline_cuts() {
        let limit = |attempts| TimedOut::new(Duration::from_secs(2), Scope::Operation, attempts);
        for error in [
            any(&mut 0).await.unwrap_err(),
            any_when(&mut 0).await.unwrap_err(),
            any_classify(&mut 0).await.unwrap_err(),
        ] {
            assert_eq!(texts(error.as_ref()), message(limit(2)));
            assert_eq!(error.downcast_ref::<TimedOut>(), Some(&limit(2)));
            assert!(error.downcast_ref::<Outer>().is_some());
            assert!(error.is_transient());
        }
        let error = report(&mut 0).await.unwrap_err();
        assert_eq!(texts(error.as_ref()), message(limit(2)));
        assert_eq!(error.downcast_ref::<TimedOut>(), Some(&limit(2)));
        for error in [
            boxed(&mut 0).await.unwrap_err(),
            boxed_with_schedule(&mut 0).await.unwrap_err(),
        ] {
            assert_eq!(texts(&*error), message(limit(2)));
            assert_eq!(find_in_chain::<TimedOut>(&error), Some(&limit(2)));
            assert!(find_in_chain::<Outer>(&error).is_some());
            assert!(error.is_transient());
        }
    }

    /// Attempts that were cut say nothing of why, and stand in nobody's way: 0.1 s, 0.5 s, 0.2 s, 0.5 s, 0.4 s, cut.
    #[tokio::test(start_paused = true)]
    async fn keep_the_last_error_that_an_attempt_came_to() {
        let limit = TimedOut::new(Duration::from_secs(2), Scope::Operation, 4);
        let error = any_by_attempt(&mut 0).await.unwrap_err();
        assert_eq!(texts(error.as_ref()), message(limit));
        let error = boxed_by_attempt(&mut 0).await.unwrap_err();
        assert_eq!(texts(&*error), message(limit));
    }

    #[tokio::test(start_paused = true)]
    async fn have_the_limit_alone_where_there_was_no_error() {
        #[retry(max = 2, delay_ms = 100, timeout_ms = 500)]
        async fn never() -> anyhow::Result<()> {
            pending().await
        }
        #[retry(max = 2, delay_ms = 100, attempt_timeout_ms = 500)]
        async fn never_boxed() -> Result<(), BoxError> {
            pending().await
        }
        let error = never().await.unwrap_err();
        assert_eq!(texts(error.as_ref()), ["timed out after 500ms"]);
        let error = never_boxed().await.unwrap_err();
        assert_eq!(texts(&*error), ["attempt 2 timed out after 500ms"]);
        assert!(error.is::<TimedOut>());
    }

    /// The error is kept beside the next attempt, and is no reason for a future to be less than it was.
    #[tokio::test(start_paused = true)]
    async fn stay_send_and_start_no_attempt_after_the_deadline() {
        #[retry(max = 3, delay_ms = 100, jitter = none, timeout_ms = 500)]
        async fn late(calls: &mut u32) -> anyhow::Result<()> {
            *calls += 1;
            sleep(Duration::from_millis(10)).await;
            Err(reset())?
        }
        let call = tokio::spawn(async {
            let mut calls = 0;
            let error = late(&mut calls).await.unwrap_err();
            (calls, error)
        });
        tokio::time::advance(Duration::from_millis(5)).await;
        // While the first delay runs, the executor is late by more than the limit.
        sleep(Duration::from_millis(20)).await;
        tokio::time::advance(Duration::from_secs(9)).await;
        let (calls, error) = call.await.unwrap();
        assert_eq!(calls, 1);
        assert_eq!(error.downcast_ref::<TimedOut>().unwrap().scope(), Scope::Operation);
        assert!(error.downcast_ref::<io::Error>().is_some());
    }
}

//! What stands in the body.
#![allow(clippy::needless_return, reason = "every kind of `return` is tried")]

use std::{
    convert::Infallible,
    ops::ControlFlow,
    rc::Rc,
    sync::{Mutex, PoisonError},
};

use crate::{Error, Flaky, pause, retry, third};

#[retry(max = 3, delay_ms = 10)]
async fn converts(flaky: &Flaky, text: &str) -> Result<u32, Error> {
    // `ParseIntError` becomes a transient error.
    let text = if flaky.step().is_ok() { text } else { "" };
    let number: u32 = text.parse()?;
    Ok(number)
}

#[tokio::test(start_paused = true)]
async fn the_question_mark_converts() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, converts(&flaky, "12")).await, 12);
}

#[retry(max = 3, delay_ms = 10, timeout_secs = 30)]
async fn returns(flaky: &Flaky) -> Result<u32, Error> {
    let step = flaky.call().await;
    if let Ok(step) = step {
        return Ok(step);
    }
    if flaky.attempts() == 1 {
        return Err(Error::Busy);
    }
    step
}

#[retry(max = 3, delay_ms = 10)]
async fn only_returns(flaky: &Flaky) -> Result<u32, Error> {
    match flaky.call().await {
        Ok(step) => return Ok(step),
        Err(error) => return Err(error),
    }
}

#[tokio::test(start_paused = true)]
async fn a_return_ends_the_attempt() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, returns(&flaky)).await, 3);
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, only_returns(&flaky)).await, 3);
}

#[retry(max = 3, delay_ms = 10)]
async fn closures(flaky: &Flaky) -> Result<u32, Error> {
    let parsed = |text: &str| -> Result<u32, Error> {
        let number: u32 = text.parse()?;
        if number > 5 {
            return Ok(5);
        }
        Ok(number)
    };
    let asynchronous = async |n: u32| {
        let step = flaky.call().await?;
        if n == 0 {
            return Ok::<u32, Error>(step);
        }
        Ok(step + n)
    };
    let step = asynchronous(1).await?;
    Ok(parsed("7")? + parsed("1")? + step)
}

#[tokio::test(start_paused = true)]
async fn a_closure_has_its_own_return_and_question_mark() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, closures(&flaky)).await, 10);
}

#[retry(max = 3, delay_ms = 10)]
async fn nested(flaky: &Flaky) -> Result<u32, Error> {
    const TEN: u32 = 10;

    struct Inner<'a>(&'a Flaky);

    impl Inner<'_> {
        async fn call(&self) -> Result<u32, Error> {
            self.0.call().await
        }
    }

    async fn inner(flaky: &Flaky) -> Result<u32, Error> {
        let step = Inner(flaky).call().await?;
        return Ok(step);
    }

    #[retry(max = 1)]
    async fn inner_retried(n: u32) -> Result<u32, Error> {
        Ok(n)
    }

    let block = async {
        let step = inner(flaky).await?;
        if step > 100 {
            return Err(Error::Broken);
        }
        Ok(step)
    };
    let step: u32 = block.await?;
    let moved = async move { inner_retried(step).await };
    Ok(moved.await? + TEN)
}

#[tokio::test(start_paused = true)]
async fn items_and_blocks_nest() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, nested(&flaky)).await, 13);
}

#[retry(max = 3, delay_ms = 10)]
async fn labelled(flaky: &Flaky, rows: &[[u32; 2]]) -> Result<u32, Error> {
    let mut sum = 0;
    'rows: for row in rows {
        for &cell in row {
            if cell == 0 {
                continue 'rows;
            }
            if cell == 9 {
                break 'rows;
            }
            pause().await;
            sum += cell;
        }
    }
    let step = 'block: {
        if sum == 0 {
            break 'block 0;
        }
        flaky.call().await?
    };
    let last = loop {
        if sum > 0 {
            break sum + step;
        }
    };
    Ok(last)
}

#[tokio::test(start_paused = true)]
async fn labels_stay_inside_the_attempt() {
    let flaky = Flaky::new();
    let rows = [[1, 2], [0, 100], [3, 9], [100, 100]];
    assert_eq!(third(&flaky, labelled(&flaky, &rows)).await, 9);
}

#[retry(max = 3, delay_ms = 10)]
async fn endless(flaky: &Flaky) -> Result<Infallible, Error> {
    loop {
        if flaky.call().await? == 6 {
            Err(Error::Broken)?;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_may_never_end_but_by_an_error() {
    let flaky = Flaky::new();
    assert_eq!(endless(&flaky).await, Err(Error::Broken));
    assert_eq!(flaky.attempts(), 6);
}

#[retry(max = 3, delay_ms = 10)]
async fn inner_attributes(flaky: &Flaky) -> Result<u32, Error> {
    #![allow(unused_variables, reason = "an inner attribute")]
    //! And an inner doc comment.
    let unused = 1;
    flaky.call().await
}

#[tokio::test(start_paused = true)]
async fn inner_attributes_are_kept() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, inner_attributes(&flaky)).await, 3);
}

#[retry(max = 3, delay_ms = 10)]
async fn not_send(flaky: &Flaky) -> Result<u32, Error> {
    let held = Rc::new(1);
    let step = flaky.call().await;
    Ok(*held + step?)
}

#[tokio::test(start_paused = true)]
async fn a_body_need_not_be_send() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, not_send(&flaky)).await, 4);
}

#[retry(max = 3, delay_ms = 10)]
async fn tail_temporaries(flaky: &Flaky, calls: Mutex<Vec<u32>>) -> Result<usize, Error> {
    let count = calls.lock().map_or(0, |calls| calls.len());
    flaky.call().await?;
    match calls.lock().unwrap_or_else(PoisonError::into_inner).first() {
        Some(_) => Ok(count),
        None => Err(Error::Broken),
    }
}

#[tokio::test(start_paused = true)]
async fn temporaries_of_the_tail_may_borrow_an_argument() {
    let flaky = Flaky::new();
    let calls = Mutex::new(vec![1]);
    assert_eq!(third(&flaky, tail_temporaries(&flaky, calls)).await, 1);
}

#[retry(max = 3, delay_ms = 10)]
async fn control_flow(flaky: &Flaky) -> Result<u32, Error> {
    let flow = (1..5).try_for_each(|n| {
        if n == 3 {
            return ControlFlow::Break(n);
        }
        ControlFlow::Continue(())
    });
    let Some(step) = flaky.call().await.ok() else {
        return Err(Error::Busy);
    };
    Ok(match flow {
        ControlFlow::Break(n) => n + step,
        ControlFlow::Continue(()) => 0,
    })
}

#[tokio::test(start_paused = true)]
async fn let_else_and_control_flow_work() {
    let flaky = Flaky::new();
    assert_eq!(third(&flaky, control_flow(&flaky)).await, 6);
}

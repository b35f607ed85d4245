//! Functions that lints have something to say about.
#![warn(
    missing_docs,
    let_underscore_drop,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unreachable_pub,
    unused_extern_crates,
    unused_import_braces,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences
)]
#![allow(unused_attributes, reason = "the attribute may be configured out")]

use std::io;

#[cfg(annotated)]
use retry_runtime::retry;

/// A library, so that what is public is used.
pub mod library {
    use super::*;

    #[cfg_attr(annotated, retry)]
    pub async fn undocumented() -> io::Result<()> {
        Ok(())
    }

    /// Documented.
    #[cfg_attr(annotated, retry(max = 3, delay_ms = 10, timeout_secs = 30))]
    pub async fn documented(text: &str) -> io::Result<usize> {
        Ok(text.len())
    }

    /// A method with every kind of argument.
    pub struct Client(u32);

    impl Client {
        #[cfg_attr(annotated, retry)]
        pub async fn undocumented_method(&mut self) -> io::Result<u32> {
            self.0 += 1;
            Ok(self.0)
        }

        /// Does not use its argument.
        #[cfg_attr(annotated, retry(timeout_secs = 3))]
        pub async fn unused_argument(&mut self, unused: u32, used: u32) -> io::Result<u32> {
            self.0 += used;
            Ok(self.0)
        }

        /// Moves itself.
        #[cfg_attr(annotated, retry(clone(unused, taken)))]
        pub async fn by_value(self, unused: String, taken: String) -> io::Result<String> {
            let moved = async move { taken };
            Ok(moved.await)
        }

        #[cfg_attr(annotated, retry)]
        async fn dead_method(&self) -> io::Result<()> {
            Ok(())
        }
    }

    #[cfg_attr(annotated, retry)]
    async fn dead() -> io::Result<()> {
        Ok(())
    }

    /// Drops what must be used.
    #[cfg_attr(annotated, retry)]
    pub async fn must_use(client: &mut Client) -> io::Result<()> {
        client.undocumented_method();
        client.undocumented_method().await;
        let _ = String::from("dropped");
        documented("x").await?;
        Ok(())
    }

    /// Has variables that it does not need.
    #[cfg_attr(annotated, retry(delay_ms = 1))]
    pub async fn variables(used: u32, _ignored: u32) -> io::Result<u32> {
        let unused = 1;
        let mut constant = used;
        let assigned;
        assigned = 1;
        let mut again = 1;
        again = 2;
        Ok(constant)
    }

    /// Has a `mut` argument that is never changed, and one that is.
    #[cfg_attr(annotated, retry)]
    pub async fn mut_arguments(mut kept: Vec<u8>, mut changed: Vec<u8>) -> io::Result<usize> {
        changed.clear();
        Ok(kept.len())
    }

    /// Has arguments that only its keys use.
    #[cfg_attr(annotated, retry(clone, on_retry = |_| assert!(!url.is_empty()), fallback = |error| { assert!(option.is_some()); Err(error) }))]
    #[allow(unused_variables)]
    pub async fn used_by_keys(url: String, option: Option<&mut u32>, taken: Vec<u8>) -> io::Result<usize> {
        Ok(taken.len())
    }

    /// Does not use itself.
    pub struct Pinned;

    impl Pinned {
        /// Fails.
        #[cfg_attr(annotated, retry)]
        pub async fn fails(self: std::pin::Pin<&mut Self>, mut unused: u32) -> io::Result<()> {
            Ok(())
        }
    }

    /// Cannot be reached to its end.
    #[cfg_attr(annotated, retry)]
    pub async fn unreachable(stop: bool) -> io::Result<u32> {
        if stop {
            return Ok(1);
            documented("x").await?;
        }
        loop {
            return Ok(2);
        }
        Ok(3)
    }

    /// Says too much.
    #[cfg_attr(annotated, retry)]
    pub async fn superfluous(text: &str) -> io::Result<usize> {
        let length = (text.len());
        let same = text as &str;
        let number = 1_u32 as u32;
        'label: loop {
            break;
        }
        let result = std::io::Result::Ok(length + same.len() + number as usize);
        result
    }

    /// Has lifetimes that it does not need.
    #[cfg_attr(annotated, retry)]
    pub async fn lifetimes<'a, 'unused>(text: &'a str) -> io::Result<usize> {
        Ok(text.len())
    }

    /// Has the names of another language.
    #[cfg_attr(annotated, retry)]
    pub async fn camelCase(someArgument: u32) -> io::Result<u32> {
        let someVariable = someArgument;
        Ok(someVariable)
    }

    /// Is old.
    #[deprecated(note = "use `documented`")]
    #[cfg_attr(annotated, retry)]
    pub async fn old() -> io::Result<()> {
        Ok(())
    }

    /// Uses what is old.
    #[cfg_attr(annotated, retry)]
    pub async fn uses_old(context: &mut std::fmt::Formatter<'_>) -> io::Result<()> {
        let _width = context.width();
        old().await
    }

    /// Imports for nothing.
    #[cfg_attr(annotated, retry)]
    pub async fn imports() -> io::Result<()> {
        use std::collections::HashMap;
        #[allow(unused_variables)]
        let allowed = 1;
        Ok(())
    }

    /// Destructures.
    #[cfg_attr(annotated, retry(clone(taken)))]
    pub async fn patterns((unused, used): (u32, u32), [first, ..]: [u32; 2], taken: String) -> io::Result<u32> {
        drop(taken);
        Ok(used)
    }

    /// Has a trait.
    pub trait Remote {
        #[cfg_attr(annotated, retry)]
        #[allow(async_fn_in_trait)]
        async fn provided(&self, unused: u32) -> io::Result<()> {
            let unused_too = 1;
            Ok(())
        }
    }

    #[must_use]
    #[cfg_attr(annotated, retry)]
    pub(crate) async fn must_be_used() -> io::Result<u32> {
        Ok(1)
    }

    /// Matches.
    #[cfg_attr(annotated, retry)]
    pub async fn matches(n: Option<u32>) -> io::Result<u32> {
        must_be_used();
        match n {
            Some(unused) => Ok(1),
            None => Ok(2),
            _ => Ok(3),
        }
    }
}

fn main() {
    drop(library::old());
}

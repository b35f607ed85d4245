//! `Box<dyn Error>`, with and without `Send` and `Sync`. It needs no feature.

use core::error::Error;
use core::time::Duration;

use super::chain::{self, ErrorChain};
use crate::report::transient::Transient;

impl<T: ErrorChain + ?Sized> ErrorChain for Box<T> {
    fn outermost(&self) -> &(dyn Error + 'static) {
        T::outermost(self)
    }
}

/// `Box<dyn …>` has it as every `Box<T>` does.
macro_rules! errors {
    ($($error:ty),*) => {$(
        impl ErrorChain for $error {
            fn outermost(&self) -> &(dyn Error + 'static) {
                self
            }
        }

        /// By what its chain holds: see the [table of `Mark`](crate::Mark#what-decides). `Box<dyn Error + Send + Sync>`
        /// and its like have it from here.
        ///
        /// ```
        /// use retry_runtime::Transient;
        /// use std::error::Error;
        /// use std::io::{self, ErrorKind};
        ///
        /// let reset = io::Error::from(ErrorKind::ConnectionReset);
        /// assert!(Box::<dyn Error + Send + Sync>::from(reset).is_transient());
        /// assert!(!Box::<dyn Error + Send + Sync>::from("no such page").is_transient());
        /// ```
        impl Transient for $error {
            fn is_transient(&self) -> bool {
                chain::is_transient(self)
            }

            fn retry_after(&self) -> Option<Duration> {
                chain::retry_after(self)
            }
        }
    )*};
}

errors!(dyn Error, dyn Error + Send, dyn Error + Send + Sync);

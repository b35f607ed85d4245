//! How the events of a block of code show its error, whose type is known once an attempt has been made of its body: found
//! by method probing, as `probe` finds it of a function.

#[cfg(feature = "observe")]
pub use observed::{shown, shows};
#[cfg(not(feature = "observe"))]
pub use unobserved::{shown, shows};

#[cfg(feature = "observe")]
mod observed {
    use core::fmt::{Debug, Display};
    use core::marker::PhantomData;
    use core::ops::Deref;

    use crate::call::block::BlockAttempt;
    use crate::call::observed::Observed;
    use crate::call::operation::{ByDebug, ByDisplay, ByType};
    use crate::call::returns::ReturnKind;

    /// By its `Display`, or else as the step behind says.
    pub struct Shows<E>(ShowsByDebug<E>);

    /// By its `Debug`, or else by its type.
    pub struct ShowsByDebug<E>(ShowsByType<E>);

    pub struct ShowsByType<E>(PhantomData<fn() -> E>);

    impl<E> Deref for Shows<E> {
        type Target = ShowsByDebug<E>;

        #[inline]
        fn deref(&self) -> &ShowsByDebug<E> {
            &self.0
        }
    }

    impl<E> Deref for ShowsByDebug<E> {
        type Target = ShowsByType<E>;

        #[inline]
        fn deref(&self) -> &ShowsByType<E> {
            &self.0
        }
    }

    #[allow(clippy::unused_self)] // probing finds a method, not a function
    impl<E: Display> Shows<E> {
        #[inline]
        pub fn retry_shown_by(&self) -> ByDisplay {
            ByDisplay
        }
    }

    #[allow(clippy::unused_self)]
    impl<E: Debug> ShowsByDebug<E> {
        #[inline]
        pub fn retry_shown_by(&self) -> ByDebug {
            ByDebug
        }
    }

    #[allow(clippy::unused_self)]
    impl<E> ShowsByType<E> {
        #[inline]
        pub fn retry_shown_by(&self) -> ByType {
            ByType
        }
    }

    /// What the error of this attempt is asked for.
    #[inline]
    pub fn shows<A: BlockAttempt>(_: &A) -> Shows<<A::Kind as ReturnKind>::Error> {
        Shows(ShowsByDebug(ShowsByType(PhantomData)))
    }

    /// The events of this attempt's call show its error so.
    #[inline]
    pub fn shown<A, S, N>(_: &A, _: S)
    where
        A: BlockAttempt<Operation = Observed<S, N>>,
    {
    }
}

/// Where there are no events, nothing is asked of the error.
#[cfg(not(feature = "observe"))]
mod unobserved {
    pub struct Shows;

    #[allow(clippy::unused_self)] // as with events
    impl Shows {
        #[inline]
        pub fn retry_shown_by(&self) {}
    }

    #[inline]
    pub fn shows<A>(_: &A) -> Shows {
        Shows
    }

    #[inline]
    pub fn shown<A>(_: &A, (): ()) {}
}

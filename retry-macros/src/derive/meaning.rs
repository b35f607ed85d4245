//! What the marks of one variant mean, and which of them do not fit its fields.

use proc_macro2::{Span, TokenStream};
use syn::spanned::Spanned;
use syn::{Expr, Field, Fields, Index, Member, Type};

use super::marks::{self, Mark, Marks};
use crate::errors::Errors;
use crate::tokens::peeled;

/// One variant, or the whole of a struct.
pub(super) struct Arm<'a> {
    /// `Self::Variant`, or `Self`.
    pub(super) path: TokenStream,
    pub(super) meaning: Meaning<'a>,
    /// The field that says how long to wait.
    pub(super) retry_after: Option<Wait>,
    /// It is made of a `TimedOut`.
    pub(super) timed_out: Option<Limit>,
}

pub(super) enum Meaning<'a> {
    Permanent,
    Transient,
    /// The field is asked.
    Forward {
        field: Member,
        ty: &'a Type,
    },
    /// The function is asked, with all fields.
    When {
        function: Expr,
        fields: Vec<Member>,
    },
}

pub(super) struct Wait {
    pub(super) field: Member,
    /// Where its type stands.
    pub(super) at: Span,
    /// Of `#[retry_after(with = f)]`.
    pub(super) with: Option<Expr>,
}

pub(super) struct Limit {
    pub(super) field: Member,
    /// Where its type stands.
    pub(super) at: Span,
    /// Where its mark stands.
    mark: Span,
}

pub(super) fn arm<'a>(path: TokenStream, name: Span, marks: Marks, fields: &'a Fields, errors: &mut Errors) -> Arm<'a> {
    let members: Vec<(Member, &Field)> = fields
        .iter()
        .enumerate()
        .map(|(i, field)| {
            let name = field.ident.clone();
            (
                name.map_or_else(|| Member::Unnamed(Index::from(i)), Member::Named),
                field,
            )
        })
        .collect();
    let mut wait = None;
    for (member, field) in &members {
        let Some(mark) = marks::retry_after(&field.attrs, errors) else {
            continue;
        };
        if wait.is_some() {
            let message = "`#[retry_after]` is given twice: one field can say how long to wait";
            errors.push(syn::Error::new(mark.span, message));
            continue;
        }
        let (field, at) = (member.clone(), field.ty.span());
        let with = mark.with;
        wait = Some((Wait { field, at, with }, mark.span));
    }
    let timed_out = marks.timed_out.and_then(|mark| limit(mark, &members, errors));
    require_mark(name, &marks, &members, errors);
    // What is marked with the limit alone may be faster the next time.
    let mark = marks.mark.or(marks.timed_out.map(|span| (Mark::Transient, span)));
    let meaning = meaning(mark, &members, wait.as_ref().map(|(wait, _)| &wait.field), errors);
    if let (Ok(Meaning::Permanent), Some((_, span))) = (&meaning, &wait) {
        let message = "a permanent error is not retried: mark it `#[transient]` as well, or drop `#[retry_after]`";
        errors.push(syn::Error::new(*span, message));
    }
    Arm {
        path,
        retry_after: wait.map(|(wait, _)| wait).filter(|_| !matches!(meaning, Err(Refused))),
        meaning: meaning.unwrap_or(Meaning::Permanent),
        timed_out,
    }
}

/// A mark that does not fit its fields has been reported.
struct Refused;

fn meaning<'a>(
    mark: Option<(Mark, Span)>,
    members: &[(Member, &'a Field)],
    wait: Option<&Member>,
    errors: &mut Errors,
) -> Result<Meaning<'a>, Refused> {
    let Some((mark, span)) = mark else {
        return Ok(Meaning::Permanent);
    };
    let message = match mark {
        Mark::Permanent => return Ok(Meaning::Permanent),
        Mark::Transient => return Ok(Meaning::Transient),
        Mark::When(function) if !members.is_empty() => {
            let fields = members.iter().map(|(member, _)| member.clone()).collect();
            return Ok(Meaning::When { function, fields });
        }
        Mark::When(_) => {
            "`when` is a condition on the fields, and there are none: write `#[transient]` or `#[permanent]`".to_owned()
        }
        Mark::Forward => {
            let others: Vec<_> = members.iter().filter(|(member, _)| Some(member) != wait).collect();
            if let [(field, Field { ty, .. })] = others.as_slice() {
                let field = field.clone();
                return Ok(Meaning::Forward { field, ty });
            }
            format!(
                "`forward` asks the one field, and there are {}: write `#[transient]`, or `#[transient(when = …)]`",
                others.len()
            )
        }
    };
    errors.push(syn::Error::new(span, message));
    Err(Refused)
}

fn limit(mark: Span, members: &[(Member, &Field)], errors: &mut Errors) -> Option<Limit> {
    let [(member, field)] = members else {
        let message = format!(
            "`#[timed_out]` goes on what has one field, a `TimedOut`, and there are {}",
            members.len()
        );
        errors.push(syn::Error::new(mark, message));
        return None;
    };
    if field.attrs.iter().any(|attribute| attribute.path().is_ident("from")) {
        let message = "`#[from]` writes the `From<TimedOut>` already: write `#[transient]` instead of `#[timed_out]`";
        errors.push(syn::Error::new(mark, message));
        return None;
    }
    let (field, at) = (member.clone(), field.ty.span());
    Some(Limit { field, at, mark })
}

/// A limit that is silently permanent is a mistake: the call would end at the first attempt that is cut.
fn require_mark(name: Span, marks: &Marks, members: &[(Member, &Field)], errors: &mut Errors) {
    let [(_, field)] = members else {
        return;
    };
    let is_limit = match peeled(&field.ty) {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "TimedOut"),
        _ => false,
    };
    if is_limit && marks.mark.is_none() && marks.timed_out.is_none() && !marks.broken {
        let message = "a limit needs a mark: `#[timed_out]` makes it transient and writes its `From<TimedOut>`; or \
                       write `#[transient]`, or `#[permanent]` to end the call at an attempt that is cut";
        errors.push(syn::Error::new(name, message));
    }
}

/// One of them is made of a `TimedOut`.
pub(super) fn refuse_second_limit(arms: &[Arm<'_>], errors: &mut Errors) {
    let limits = arms.iter().filter_map(|arm| arm.timed_out.as_ref());
    for second in limits.skip(1) {
        let message = "`#[timed_out]` is given twice: one variant is made of a `TimedOut`";
        errors.push(syn::Error::new(second.mark, message));
    }
}

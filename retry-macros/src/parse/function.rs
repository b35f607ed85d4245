//! The function under the attribute: the signature is parsed, the body stays a stream of tokens.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Meta, Signature, Token, Visibility};

use crate::tokens::is;

pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    /// Without its inner attributes, which stand in `attributes`.
    pub(crate) body: TokenStream,
    /// The arguments of further `#[retry]` attributes below this one, the outermost first.
    pub(crate) stacked: Vec<TokenStream>,
    pub(crate) braces: Span,
}

pub(crate) fn parse(item: TokenStream) -> syn::Result<Function> {
    if let Some((token, what)) = other_item(item.clone()) {
        return Err(syn::Error::new(
            token.span(),
            format!("`#[retry]` goes on an `async fn`, not on {what}"),
        ));
    }
    syn::parse2(item)
}

/// The keyword of an item that is no function.
fn other_item(item: TokenStream) -> Option<(Ident, &'static str)> {
    let mut item = item.into_iter().peekable();
    while let Some(token) = item.next() {
        match token {
            TokenTree::Ident(ident) => match ident.to_string().as_str() {
                "fn" => return None,
                "struct" => return Some((ident, "a struct")),
                "enum" => return Some((ident, "an enum")),
                "union" => return Some((ident, "a union")),
                "trait" => return Some((ident, "a trait; put it on its methods")),
                "impl" => return Some((ident, "an `impl` block; put it on its methods")),
                "mod" => return Some((ident, "a module; put it on its functions")),
                "static" => return Some((ident, "a static")),
                "type" => return Some((ident, "a type alias")),
                "use" => return Some((ident, "a `use`")),
                "let" => return Some((ident, "a statement")),
                // `const fn` has a message of its own.
                "const" => match item.peek() {
                    Some(TokenTree::Ident(next))
                        if ["fn", "async", "unsafe", "extern"].contains(&&*next.to_string()) => {}
                    _ => return Some((ident, "a constant")),
                },
                _ if matches!(item.peek(), Some(next) if is(next, '!')) => return Some((ident, "a macro")),
                _ => {}
            },
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return None,
            _ => {}
        }
    }
    None
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let signature: Signature = input.parse()?;
        if input.peek(Token![;]) {
            let semicolon: Token![;] = input.parse()?;
            return Err(syn::Error::new(
                semicolon.span,
                "`#[retry]` needs a body to repeat; put it on the implementation",
            ));
        }
        let group: Group = braces(input.parse()?)
            .ok_or_else(|| syn::Error::new(signature.fn_token.span, "`#[retry]` needs a function with a body"))?;
        if let Some(constness) = &signature.constness {
            return Err(syn::Error::new(
                constness.span,
                "`#[retry]` waits between attempts, which a `const fn` cannot do",
            ));
        }
        let (inner, body) = split_inner_attributes(group.stream());
        attributes.extend(inner);
        let stacked = take_stacked(&mut attributes);
        Ok(Self {
            attributes,
            visibility,
            signature,
            body,
            stacked,
            braces: group.span(),
        })
    }
}

/// The body, seen through the invisible group of a `$body:block`.
fn braces(token: TokenTree) -> Option<Group> {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group),
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            let mut inside = group.stream().into_iter();
            let only = inside.next()?;
            inside.next().is_none().then(|| braces(only))?
        }
        _ => None,
    }
}

// `{ #![allow(x)] body }` → `#[allow(x)]` on the function: an `async` block takes no inner attributes.
fn split_inner_attributes(body: TokenStream) -> (Vec<Attribute>, TokenStream) {
    let split = |input: ParseStream<'_>| {
        let mut inner = input.call(Attribute::parse_inner)?;
        for attribute in &mut inner {
            attribute.style = syn::AttrStyle::Outer;
        }
        Ok((inner, input.parse::<TokenStream>()?))
    };
    syn::parse::Parser::parse2(split, body.clone()).unwrap_or((Vec::new(), body))
}

// Attributes expand from the top; a lower `#[retry]` left in place would end up outside this one.
fn take_stacked(attributes: &mut Vec<Attribute>) -> Vec<TokenStream> {
    let mut stacked = Vec::new();
    attributes.retain(|attribute| {
        if attribute
            .path()
            .segments
            .last()
            .is_none_or(|segment| segment.ident != "retry")
        {
            return true;
        }
        match &attribute.meta {
            Meta::Path(_) => stacked.push(TokenStream::new()),
            Meta::List(list) => stacked.push(list.tokens.clone()),
            Meta::NameValue(_) => return true,
        }
        false
    });
    stacked
}

impl Function {
    /// The tokens of the function with other attributes, another signature and another body.
    pub(crate) fn with(&self, attributes: &[Attribute], signature: &Signature, body: TokenStream) -> TokenStream {
        let mut tokens = TokenStream::new();
        tokens.append_all(attributes);
        self.visibility.to_tokens(&mut tokens);
        signature.to_tokens(&mut tokens);
        let mut braces = Group::new(Delimiter::Brace, body);
        braces.set_span(self.braces);
        tokens.append(braces);
        tokens
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.with(&self.attributes, &self.signature, self.body.clone()));
    }
}

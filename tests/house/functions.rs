//! Every function of a file: how long it is, and how often the file uses it.

use crate::syntax::{is_test, parsed};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::{collections::BTreeMap, fmt};
use syn::{
    Attribute, Block, ImplItemFn, Item, ItemFn, ItemImpl, ItemMod, Signature, TraitItemFn, Visibility,
    visit::{self, Visit},
};
use tests::source::Source;

/// A function with a body.
pub struct Function {
    /// File, line and name.
    place: String,
    name: String,
    /// From `fn` to the closing brace.
    pub lines: usize,
    /// In a module for tests, or a test itself.
    pub is_test: bool,
    /// Free or a method of its own type, not `pub`, and no test.
    pub is_private: bool,
    /// How often the file names it outside its definition and its unit tests.
    pub uses: usize,
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  {} ({} lines)", self.place, self.lines)
    }
}

/// Every function of a file.
pub fn of_file(source: &Source) -> Vec<Function> {
    let file = parsed(source);
    let mut finder = Finder { path: &source.path, is_test: false, in_trait: false, found: Vec::new() };
    finder.visit_file(&file);
    let mut mentions = BTreeMap::new();
    for item in file.items.iter().filter(|item| !matches!(item, Item::Mod(module) if is_test(&module.attrs))) {
        count(item.to_token_stream(), &mut mentions);
    }
    let mut functions = finder.found;
    for function in functions.iter().filter(|function| !function.is_test) {
        mentions.entry(function.name.clone()).and_modify(|count| *count -= 1);
    }
    for function in &mut functions {
        function.uses = mentions.get(&function.name).copied().unwrap_or(0);
    }
    functions
}

fn count(tokens: TokenStream, mentions: &mut BTreeMap<String, usize>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => *mentions.entry(ident.to_string()).or_default() += 1,
            TokenTree::Group(group) => count(group.stream(), mentions),
            _ => {}
        }
    }
}

struct Finder<'a> {
    path: &'a str,
    is_test: bool,
    in_trait: bool,
    found: Vec<Function>,
}

impl Finder<'_> {
    fn add(&mut self, attributes: &[Attribute], visibility: &Visibility, signature: &Signature, block: &Block) {
        let start = signature.fn_token.span.start().line;
        let is_test = self.is_test || is_test(attributes);
        let is_entry =
            signature.ident == "main" || attributes.iter().any(|attribute| !attribute.path().is_ident("doc"));
        self.found.push(Function {
            place: format!("{}:{start}: {}", self.path, signature.ident),
            name: signature.ident.to_string(),
            lines: block.brace_token.span.close().end().line - start + 1,
            is_test,
            is_private: matches!(visibility, Visibility::Inherited) && !self.in_trait && !is_test && !is_entry,
            uses: 0,
        });
    }

    /// Visits what is inside with one of the flags set.
    fn inside(&mut self, is_test: bool, in_trait: bool, visit: impl FnOnce(&mut Self)) {
        let outside = (self.is_test, self.in_trait);
        (self.is_test, self.in_trait) = (outside.0 || is_test, in_trait);
        visit(self);
        (self.is_test, self.in_trait) = outside;
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        self.inside(is_test(&module.attrs), false, |finder| visit::visit_item_mod(finder, module));
    }

    fn visit_item_impl(&mut self, block: &'ast ItemImpl) {
        self.inside(false, block.trait_.is_some(), |finder| visit::visit_item_impl(finder, block));
    }

    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        self.inside(false, false, |finder| {
            finder.add(&function.attrs, &function.vis, &function.sig, &function.block);
            visit::visit_item_fn(finder, function);
        });
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        self.add(&function.attrs, &function.vis, &function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast TraitItemFn) {
        if let Some(block) = &function.default {
            self.inside(false, true, |finder| {
                finder.add(&function.attrs, &Visibility::Inherited, &function.sig, block);
            });
        }
        visit::visit_trait_item_fn(self, function);
    }
}

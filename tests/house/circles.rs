//! Which file stands on which, and where that goes in a circle.

use crate::syntax::{Program, is_test, name};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use std::collections::{BTreeMap, BTreeSet};
use syn::{
    Item, ItemUse, UseTree, Visibility,
    visit::{self, Visit},
};

/// A path as it is written, and its line.
struct Path {
    names: Vec<String>,
    line: usize,
}

/// The names that a module knows.
#[derive(Default)]
struct Scope {
    modules: BTreeMap<String, usize>,
    items: BTreeSet<String>,
    uses: BTreeMap<String, Vec<String>>,
    globs: Vec<Vec<String>>,
}

/// The names of a program, and who names whom.
struct Graph<'program> {
    program: &'program Program,
    scopes: Vec<Scope>,
    /// From a file to a file that it stands on: one place where it does.
    edges: BTreeMap<(&'program str, &'program str), String>,
}

/// A paragraph for each circle: who stands on whom, and where.
pub fn of(program: &Program) -> Vec<String> {
    let mut graph = Graph { program, scopes: Vec::new(), edges: BTreeMap::new() };
    graph.scopes = program.modules.iter().map(|_| Scope::default()).collect();
    let imports: Vec<_> = (0..program.modules.len()).map(|module| graph.learn(module)).collect();
    for (module, imports) in imports.iter().enumerate() {
        graph.connect(module, imports);
    }
    graph.circles()
}

impl<'program> Graph<'program> {
    /// Notes the names that a module gives and imports; returns its private imports.
    fn learn(&mut self, here: usize) -> Vec<Path> {
        let module = &self.program.modules[here];
        if here > 0 {
            self.scopes[module.parent].modules.insert(module.name.clone(), here);
        }
        let scope = &mut self.scopes[here];
        scope.items.extend(module.items.iter().filter_map(name).map(ToString::to_string));
        let mut imports = Imports { scope, private: Vec::new() };
        module.items.iter().for_each(|item| imports.visit_item(item));
        imports.private
    }

    /// Notes on which files a module stands.
    fn connect(&mut self, here: usize, imports: &[Path]) {
        let mut mentioned = Vec::new();
        for item in self.program.modules[here].items.iter().filter(|item| !matches!(item, Item::Use(_))) {
            paths(item.to_token_stream(), &mut mentioned);
        }
        let file = self.program.modules[here].file.as_str();
        for path in imports.iter().chain(&mentioned) {
            let Some(definer) = self.definer(here, &path.names, 0) else { continue };
            let other = self.program.modules[definer].file.as_str();
            if other != file {
                let place = format!("{file}:{}: {} of {other}", path.line, path.names.join("::"));
                self.edges.entry((file, other)).or_insert(place);
            }
        }
    }

    /// The module that defines what a path names, seen from a module.
    fn definer(&self, here: usize, names: &[String], depth: usize) -> Option<usize> {
        let (first, rest) = names.split_first().filter(|_| depth < 32)?;
        let scope = &self.scopes[here];
        match first.as_str() {
            "crate" => self.definer(0, rest, depth + 1),
            "self" => self.definer(here, rest, depth + 1),
            "super" => self.definer(self.program.modules[here].parent, rest, depth + 1),
            name if scope.items.contains(name) && (rest.is_empty() || !scope.modules.contains_key(name)) => Some(here),
            name if scope.modules.contains_key(name) => self.definer(scope.modules[name], rest, depth + 1),
            name => match scope.uses.get(name) {
                Some(import) => self.definer(here, &[import, rest].concat(), depth + 1),
                None => scope.globs.iter().find_map(|glob| self.definer(self.module(here, glob)?, names, depth + 1)),
            },
        }
    }

    /// The module that a path names, seen from a module.
    fn module(&self, here: usize, names: &[String]) -> Option<usize> {
        let Some((first, rest)) = names.split_first() else { return Some(here) };
        match first.as_str() {
            "crate" => self.module(0, rest),
            "self" => self.module(here, rest),
            "super" => self.module(self.program.modules[here].parent, rest),
            name => self.module(*self.scopes[here].modules.get(name)?, rest),
        }
    }

    fn circles(&self) -> Vec<String> {
        let files: BTreeSet<_> = self.edges.keys().flat_map(|&(a, b)| [a, b]).collect();
        let reached: BTreeMap<_, _> = files.iter().map(|&file| (file, self.reached_from(file))).collect();
        let circle = |file: &str| -> BTreeSet<&str> {
            reached[file].iter().copied().filter(|other| reached[other].contains(file)).collect()
        };
        let circles: BTreeSet<_> = files.into_iter().map(circle).filter(|circle| circle.len() > 1).collect();
        let paragraph = |circle: BTreeSet<&str>| {
            let inside = self.edges.iter().filter(|((a, b), _)| circle.contains(a) && circle.contains(b));
            let places: Vec<_> = inside.map(|(_, place)| format!("    {place}")).collect();
            format!("  {} files:\n{}", circle.len(), places.join("\n"))
        };
        circles.into_iter().map(paragraph).collect()
    }

    fn reached_from(&self, file: &'program str) -> BTreeSet<&'program str> {
        let (mut reached, mut open) = (BTreeSet::new(), vec![file]);
        while let Some(file) = open.pop() {
            let next = self.edges.keys().filter(|(from, _)| *from == file).map(|&(_, to)| to);
            open.extend(next.filter(|to| reached.insert(*to)));
        }
        reached
    }
}

/// Takes in every `use` of a module, those inside functions too.
struct Imports<'scope> {
    scope: &'scope mut Scope,
    private: Vec<Path>,
}

impl Imports<'_> {
    fn take(&mut self, tree: &UseTree, mut names: Vec<String>, import: &ItemUse) {
        let (known_as, line) = match tree {
            UseTree::Path(path) => {
                names.push(path.ident.to_string());
                return self.take(&path.tree, names, import);
            }
            UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.take(tree, names.clone(), import));
            }
            UseTree::Glob(_) => return self.scope.globs.push(names),
            UseTree::Name(name) if name.ident == "self" => (names.last().cloned(), name.ident.span().start().line),
            UseTree::Name(name) => {
                names.push(name.ident.to_string());
                (names.last().cloned(), name.ident.span().start().line)
            }
            UseTree::Rename(rename) => {
                names.push(rename.ident.to_string());
                (Some(rename.rename.to_string()), rename.ident.span().start().line)
            }
        };
        if matches!(import.vis, Visibility::Inherited) {
            self.private.push(Path { names: names.clone(), line });
        }
        self.scope.uses.insert(known_as.unwrap_or_default(), names);
    }
}

impl<'ast> Visit<'ast> for Imports<'_> {
    fn visit_item_use(&mut self, import: &'ast ItemUse) {
        if !is_test(&import.attrs) {
            self.take(&import.tree, Vec::new(), import);
        }
        visit::visit_item_use(self, import);
    }
}

/// The paths in code, macros' arguments included; names after a dot or a lifetime's tick are no paths.
fn paths(tokens: TokenStream, found: &mut Vec<Path>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let is = |at: Option<usize>, punctuation: char| {
        at.and_then(|at| tokens.get(at))
            .is_some_and(|token| matches!(token, TokenTree::Punct(p) if p.as_char() == punctuation))
    };
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Group(group) => paths(group.stream(), found),
            TokenTree::Ident(first) => {
                let before = at.checked_sub(1);
                let is_member = is(before, '.') && !is(at.checked_sub(2), '.');
                let is_field = is(Some(at + 1), ':') && !is(Some(at + 2), ':');
                let mut names = vec![first.to_string()];
                while let (true, true, Some(TokenTree::Ident(next))) =
                    (is(Some(at + 1), ':'), is(Some(at + 2), ':'), tokens.get(at + 3))
                {
                    names.push(next.to_string());
                    at += 3;
                }
                if !(is_member || is_field || is(before, '\'') || is(before, ':') && is(at.checked_sub(2), ':')) {
                    found.push(Path { names, line: first.span().start().line });
                }
            }
            _ => {}
        }
        at += 1;
    }
}

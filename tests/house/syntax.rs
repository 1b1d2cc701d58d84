//! The packages of the workspace, and their programs as trees of parsed modules.

use quote::ToTokens as _;
use serde_json::Value;
use std::process::Command;
use syn::{
    Attribute, Ident, Item, Visibility,
    visit::{self, Visit},
};
use tests::source::{Source, read, root};

/// What makes cargo list the packages of the workspace.
const METADATA: [&str; 5] = ["metadata", "--no-deps", "--offline", "--format-version", "1"];

/// A package of the workspace.
pub struct Package {
    pub name: String,
    /// From the project's root.
    pub folder: String,
    /// The first file of its library, of each binary, test and example, from the project's root.
    pub programs: Vec<String>,
}

/// A library or a program: its first module and all below it.
pub struct Program {
    pub modules: Vec<Module>,
}

/// A module without its unit tests.
pub struct Module {
    /// The file it is written in, from the project's root.
    pub file: String,
    /// Its place in [`Program::modules`], the first module being its own parent.
    pub parent: usize,
    /// Its last name.
    pub name: String,
    pub items: Vec<Item>,
}

impl Package {
    /// All packages, as cargo lists them.
    pub fn all() -> Vec<Self> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo).args(METADATA).current_dir(root()).output().expect("cargo runs");
        let listed: Value = serde_json::from_slice(&output.stdout).expect("cargo's list is JSON");
        let array = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().expect("cargo lists a name or a path").replace('\\', "/");
        let root = text(&listed["workspace_root"]) + "/";
        let path = |value: &Value| text(value).strip_prefix(&root).expect("members lie below the root").to_owned();
        let package = |package: &Value| Self {
            name: text(&package["name"]),
            folder: path(&package["manifest_path"]).trim_end_matches("/Cargo.toml").to_owned(),
            programs: array(&package["targets"]).iter().map(|target| path(&target["src_path"])).collect(),
        };
        array(&listed["packages"]).iter().map(package).collect()
    }
}

impl Program {
    /// Reads the first file and every module that it declares, unit tests aside.
    pub fn load(first: &str) -> Self {
        let mut program = Self { modules: Vec::new() };
        let folder = first.rsplit_once('/').map_or("", |(folder, _)| folder);
        program.add(first, folder, 0, "crate", parsed(&read(first)).items);
        program
    }

    /// Adds a module and those below it, whose files lie in `folder`.
    fn add(&mut self, file: &str, folder: &str, parent: usize, name: &str, items: Vec<Item>) {
        let here = self.modules.len();
        let (modules, items): (Vec<_>, Vec<_>) =
            items.into_iter().filter(|item| !is_test(attributes(item))).partition(|item| matches!(item, Item::Mod(_)));
        self.modules.push(Module { file: file.to_owned(), parent, name: name.to_owned(), items });
        for item in modules {
            let Item::Mod(module) = item else { continue };
            let (name, below) = (module.ident.to_string(), format!("{folder}/{}", module.ident));
            match module.content {
                Some((_, items)) => self.add(file, &below, here, &name, items),
                None => {
                    let files = [format!("{below}.rs"), format!("{below}/mod.rs")];
                    let file = files.iter().find(|file| root().join(file).is_file());
                    let file = file.unwrap_or_else(|| panic!("{}: no file for `mod {name};`", self.modules[here].file));
                    self.add(file, &below, here, &name, parsed(&read(file)).items);
                }
            }
        }
    }
}

/// A file's syntax.
pub fn parsed(source: &Source) -> syn::File {
    syn::parse_file(&source.text).unwrap_or_else(|error| panic!("{}: {error}", source.path))
}

/// Whether something is there for tests only.
pub fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        let is_cfg_test = path.is_ident("cfg") && attribute.meta.to_token_stream().to_string() == "cfg (test)";
        is_cfg_test || path.segments.last().is_some_and(|last| last.ident.to_string().ends_with("test"))
    })
}

/// What stands above an item.
pub fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// The name that an item gives, when it gives one.
pub fn name(item: &Item) -> Option<&Ident> {
    Some(match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    })
}

/// The types that a file publishes, with their lines.
pub fn public_types(source: &Source) -> Vec<(String, usize)> {
    let mut types = PublicTypes(Vec::new());
    types.visit_file(&parsed(source));
    types.0
}

struct PublicTypes(Vec<(String, usize)>);

impl<'ast> Visit<'ast> for PublicTypes {
    fn visit_item(&mut self, item: &'ast Item) {
        let visibility = match item {
            Item::Enum(item) => &item.vis,
            Item::Struct(item) => &item.vis,
            Item::Trait(item) => &item.vis,
            Item::Type(item) => &item.vis,
            Item::Union(item) => &item.vis,
            _ => &Visibility::Inherited,
        };
        let published = name(item).filter(|_| matches!(visibility, Visibility::Public(_)));
        self.0.extend(published.map(|name| (name.to_string(), name.span().start().line)));
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        }
    }
}

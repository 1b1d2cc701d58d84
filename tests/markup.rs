//! The tags of a page, and what must not be in them.

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag as TagOfPage, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;

/// An opening tag.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag {
    /// Counted from 1.
    pub line: usize,
    /// In lower case.
    pub name: String,
    /// Names in lower case, with their values.
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Every opening tag of a page, in order.
pub fn tags(page: &str) -> Vec<Tag> {
    read(page).tags.into_inner()
}

/// The text between the tags of a page, with the line where each piece ends.
pub fn texts(page: &str) -> Vec<(usize, String)> {
    read(page).texts.into_inner()
}

fn read(page: &str) -> PageContent {
    let input = BufferQueue::default();
    input.push_back(page.into());
    let tokenizer = Tokenizer::new(PageContent::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink
}

/// Keeps the opening tags and the text of what it is fed.
#[derive(Default)]
struct PageContent {
    tags: RefCell<Vec<Tag>>,
    texts: RefCell<Vec<(usize, String)>>,
}

impl TokenSink for PageContent {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        if let Token::CharacterTokens(text) = &token {
            self.texts.borrow_mut().push((line as usize, text.to_string()));
        }
        let Token::TagToken(TagOfPage { kind: TagKind::StartTag, name, attrs, .. }) = token else {
            return TokenSinkResult::Continue;
        };
        let attributes = attrs.iter().map(|attr| (attr.name.local.to_string(), attr.value.to_string())).collect();
        // What these two hold is no markup.
        let next = match &*name {
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" => TokenSinkResult::RawData(RawKind::Rawtext),
            _ => TokenSinkResult::Continue,
        };
        self.tags.borrow_mut().push(Tag { line: line as usize, name: name.to_string(), attributes });
        next
    }
}

/// What the content security policy and a visitor's privacy forbid: inline scripts and styles,
/// and addresses of other origins where a browser would fetch them. One line for each.
pub fn offences(page: &str) -> Vec<String> {
    let every = |tag: &Tag| {
        let of_tag = match tag.name.as_str() {
            "script" if tag.get("src").is_none() => Some("an inline script".to_owned()),
            "style" => Some("an inline style sheet".to_owned()),
            _ => None,
        };
        let of_attributes = tag.attributes.iter().filter_map(|(name, value)| offence(&tag.name, name, value));
        let line = tag.line;
        of_tag.into_iter().chain(of_attributes).map(|what| format!("{line}: {what}")).collect::<Vec<_>>()
    };
    tags(page).iter().flat_map(every).collect()
}

fn offence(tag: &str, name: &str, value: &str) -> Option<String> {
    let value_goes_elsewhere = value.contains("://") || value.starts_with("//");
    let is_a_link = tag == "a" && name == "href";
    if name == "style" {
        Some(format!("an inline style on <{tag}>"))
    } else if name.starts_with("on") || value.trim_start().starts_with("javascript:") {
        Some(format!("a script in {name} of <{tag}>"))
    } else if value_goes_elsewhere && !is_a_link && name != "xmlns" {
        Some(format!("another origin in {name} of <{tag}>"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_is_found_with_its_attributes_and_line() {
        let page = "<!doctype html>\n<!-- <b> -->\n<A href='x>y' Title=\"1 < 2\" hidden data-a = b>text</a>\n<br/>";
        let found = tags(page);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].name.as_str(), found[0].line), ("a", 3));
        assert_eq!(found[0].get("href"), Some("x>y"));
        assert_eq!(found[0].get("title"), Some("1 < 2"));
        assert_eq!(found[0].get("hidden"), Some(""));
        assert_eq!(found[0].get("data-a"), Some("b"));
        assert_eq!((found[1].name.as_str(), found[1].line), ("br", 4));
    }

    #[test]
    fn inline_code_and_other_origins_are_found_in_markup() {
        let page = "<script>1</script>\n<style></style>\n<p style='a'>\n<p onclick='a'>\n<img src='https://b.c/d'>\n\
                    <a href='javascript:1'>\n<link href=//b.c>";
        let lines: Vec<_> = offences(page).iter().map(|words| words.split(':').next().unwrap().to_owned()).collect();
        assert_eq!(lines, ["1", "2", "3", "4", "5", "6", "7"]);
        let fine = "<script src='./a.js'></script><a href='https://b.c'>b</a><svg xmlns='http://b.c'/><p id='one'>";
        assert_eq!(offences(fine), [""; 0]);
    }
}

//! Writing XML: elements opened and closed in pairs, text escaped.

use quick_xml::escape::escape;

/// A message being written.
pub(crate) struct Writer {
    out: String,
    open: Vec<&'static str>,
}

impl Writer {
    /// Begins a message of a kind such as `pain.001.001.09`.
    pub(crate) fn message(kind: &str) -> Writer {
        let out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{kind}\">\n"
        );
        Writer { out, open: vec!["Document"] }
    }

    /// Writes an element with what `inside` writes into it.
    pub(crate) fn element<E>(
        &mut self,
        name: &'static str,
        inside: impl FnOnce(&mut Writer) -> Result<(), E>,
    ) -> Result<(), E> {
        self.indent();
        self.out.push_str(&format!("<{name}>\n"));
        self.open.push(name);
        let done = inside(self);
        self.close();
        done
    }

    /// Writes elements in each other, with a text in the innermost.
    pub(crate) fn path(&mut self, names: &[&'static str], text: &str) {
        match names {
            [] => {}
            [name] => self.leaf(name, "", text),
            [outer, inner @ ..] => {
                self.indent();
                self.out.push_str(&format!("<{outer}>\n"));
                self.open.push(outer);
                self.path(inner, text);
                self.close();
            }
        }
    }

    /// Writes an element with a text.
    pub(crate) fn text(&mut self, name: &'static str, text: &str) {
        self.leaf(name, "", text);
    }

    /// Writes an amount with its currency.
    pub(crate) fn amount(&mut self, name: &'static str, money: jiangnan_kernel::Money) {
        let currency = format!(" Ccy=\"{}\"", money.currency);
        self.leaf(name, &currency, &money.currency.format_minor(money.minor));
    }

    /// Ends the message.
    pub(crate) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out
    }

    fn leaf(&mut self, name: &str, attributes: &str, text: &str) {
        self.indent();
        self.out.push_str(&format!("<{name}{attributes}>{}</{name}>\n", escape(text)));
    }

    fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            self.out.push_str(&format!("</{name}>\n"));
        }
    }

    fn indent(&mut self) {
        self.out.extend(std::iter::repeat_n("  ", self.open.len()));
    }
}

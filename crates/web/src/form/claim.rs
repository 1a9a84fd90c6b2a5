//! The evidence for a claim: an invoice, and whatever documents the scheme asks for.

use jiangnan_kernel::{Date, Text};

use super::{Field, Input, Problem, Wrong};

/// A claim form. Which documents it asks for depends on the scheme, so it is no table of fixed fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimForm {
    /// The number of the invoice.
    pub invoice: Field,
    /// The date of the invoice.
    pub invoice_date: Field,
    /// The documents that the scheme asks for.
    pub documents: Vec<Document>,
}

/// A document that a scheme asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its kind in the words of the rule language, such as `usage-record`.
    pub kind: &'static str,
    /// The kind in words.
    pub label: Text,
    /// Its number or title.
    pub field: Field,
}

/// The evidence as it will be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The number of the invoice.
    pub invoice: String,
    /// The date of the invoice.
    pub invoice_date: Date,
    /// Kind and number or title of each document.
    pub documents: Vec<(&'static str, String)>,
}

impl Document {
    /// A document of a kind, nothing typed yet.
    pub fn asked(kind: &'static str, label: Text) -> Document {
        Document { kind, label, field: Field::default() }
    }
}

impl ClaimForm {
    /// The fields as they were typed, nothing judged yet; `asked` are the documents of the scheme, the
    /// invoice not among them.
    pub fn read(input: &Input, asked: &[Document]) -> ClaimForm {
        let typed = |asked: &Document| Document { field: Field::of(input.get(asked.kind)), ..asked.clone() };
        ClaimForm {
            invoice: Field::of(input.get("invoice")),
            invoice_date: Field::of(input.get("invoice_date")),
            documents: asked.iter().map(typed).collect(),
        }
    }

    /// The evidence, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input, asked: &[Document]) -> Result<Evidence, Box<ClaimForm>> {
        let mut form = ClaimForm::read(input, asked);
        let invoice = form.invoice.text("claim-invoice-missing");
        let date = form.invoice_date.date("claim-invoice-date-missing");
        let documents: Vec<_> = form
            .documents
            .iter_mut()
            .filter_map(|document| Some((document.kind, document.field.text("claim-document-missing")?)))
            .collect();
        match (invoice, date) {
            (Some(invoice), Some(invoice_date)) if documents.len() == form.documents.len() => {
                Ok(Evidence { invoice, invoice_date, documents })
            }
            _ => Err(Box::new(form)),
        }
    }

    /// Notes that the file for a document is none that can be kept.
    pub fn refuse_file(&mut self, kind: &str, file: &str) {
        let of_kind = self.documents.iter_mut().find(|document| document.kind == kind);
        let field = of_kind.map_or(&mut self.invoice, |document| &mut document.field);
        let value = file.chars().take(60).collect();
        field.wrong = Some(Wrong { key: "claim-file-refused", value });
    }

    /// What is wrong, in the order of the fields.
    pub fn problems(&self) -> Vec<Problem> {
        let fixed = [("invoice", &self.invoice), ("invoice_date", &self.invoice_date)];
        let asked = self.documents.iter().map(|document| (document.kind, &document.field));
        let wrong =
            fixed.into_iter().chain(asked).filter_map(|(name, field)| Some((name, field.wrong.clone()?)));
        wrong.map(|(field, wrong)| Problem { field, wrong }).collect()
    }
}

//! The form of a file with vouchers to grant.

use super::{Input, Upload, form};

form! {
    /// A file with vouchers to grant.
    BatchForm {
        /// The scheme.
        scheme,
        /// The file.
        file,
    }
}

impl BatchForm {
    /// The scheme and the file, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input, upload: Upload) -> Result<(String, Upload), Box<BatchForm>> {
        let mut form = BatchForm::read(input);
        let scheme = form.scheme.text("grant-scheme-missing");
        form.file.value.clone_from(&upload.name);
        if upload.content.is_empty() {
            form.file.refuse("batch-file-missing");
        }
        match scheme {
            Some(scheme) if form.problems().is_empty() => Ok((scheme, upload)),
            _ => Err(Box::new(form)),
        }
    }
}

//! Bytes as hexadecimal digits, two for each, in small letters. It hashes nothing.

/// The digits of `bytes`.
pub fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes that the digits of `text` stand for, capitals too; None where it is anything else.
pub fn bytes(text: &[u8]) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    let digit =
        |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let byte = |pair: &[u8]| Some(digit(pair.first()?)? << 4 | digit(pair.get(1)?)?);
    text.chunks(2).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_back_and_nothing_else_is_read() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(digits(&[0, 10, 255]), "000aff");
        assert_eq!(bytes(digits(&all).as_bytes()), Some(all));
        assert_eq!(bytes(b"0AfF"), Some(vec![10, 255]));
        for wrong in ["0", "0g", " 0", "+1", "0x"] {
            assert_eq!(bytes(wrong.as_bytes()), None, "{wrong}");
        }
    }
}

//! Numbers as the AWS CLI's high-level commands write them: Python's decimals with the service's 38 digits.

/// A number's digits as `str(Decimal(…))` writes them, or what Python says when the service's numbers can't hold it.
pub(super) fn decimal(text: &str) -> Result<String, &'static str> {
    const NOT: &str = "[<class 'decimal.ConversionSyntax'>]";
    const INEXACT: &str = "[<class 'decimal.Inexact'>, <class 'decimal.Rounded'>]";
    let text = text.replace('_', "");
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(&text)),
    };
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let digits = format!("{whole}{part}");
    if digits.is_empty() || !plain(&digits) {
        return Err(NOT);
    }
    // What is far beyond the range needs no arithmetic.
    let exponent: i64 = exponent.trim_start_matches('+').parse().map_err(|_| NOT)?;
    let behind = i64::try_from(part.len()).map_err(|_| INEXACT)?;
    let exponent = exponent.saturating_sub(behind);
    let digits = digits.trim_start_matches('0');
    let zero = digits.is_empty();
    let digits = if zero { "0" } else { digits };
    let count = i64::try_from(digits.len()).map_err(|_| INEXACT)?;
    let adjusted = exponent.saturating_add(count - 1);
    if count > 38 {
        return Err(if digits[38..].bytes().all(|b| b == b'0') {
            "[<class 'decimal.Rounded'>]"
        } else {
            INEXACT
        });
    }
    if !zero && adjusted > 126 {
        return Err("[<class 'decimal.Overflow'>, <class 'decimal.Inexact'>, <class 'decimal.Rounded'>]");
    }
    if !zero && adjusted < -128 {
        return Err("[<class 'decimal.Underflow'>, <class 'decimal.Inexact'>, <class 'decimal.Rounded'>]");
    }
    if zero && !(-165..=126).contains(&exponent) {
        return Err("[<class 'decimal.Clamped'>]");
    }
    let mut out = sign.to_owned();
    if exponent <= 0 && adjusted >= -6 {
        // A point among the digits, or zeros before them.
        let point = count + exponent;
        if exponent == 0 {
            out.push_str(digits);
        } else if let Ok(at @ 1..) = usize::try_from(point) {
            let (whole, part) = digits.split_at(at);
            out.push_str(whole);
            out.push('.');
            out.push_str(part);
        } else {
            out.push_str("0.");
            out.extend(std::iter::repeat_n('0', usize::try_from(-point).unwrap_or(0)));
            out.push_str(digits);
        }
        return Ok(out);
    }
    let (first, rest) = digits.split_at(1);
    out.push_str(first);
    if !rest.is_empty() {
        out.push('.');
        out.push_str(rest);
    }
    let plus = if adjusted < 0 { "" } else { "+" };
    Ok(format!("{out}E{plus}{adjusted}"))
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(decimal(text).as_deref().unwrap_or_else(|why| why), expect, "{text}");
    }

    #[test]
    fn as_python_writes_them() {
        for same in ["0", "1", "-1", "12.50", "0.000001", "123456789012345678901234567890", "0.0", "-0"] {
            check(same, same);
        }
        check("+1", "1");
        check("007", "7");
        check("1_000", "1000");
        check(".5", "0.5");
        check("5.", "5");
        check("5e0", "5");
        check("1e5", "1E+5");
        check("1.5e3", "1.5E+3");
        check("15e-1", "1.5");
        check("0.0000001", "1E-7");
        check("12E-9", "1.2E-8");
        check("1E126", "1E+126");
    }

    #[test]
    fn as_python_refuses_them() {
        check(&"9".repeat(39), "[<class 'decimal.Inexact'>, <class 'decimal.Rounded'>]");
        check(&format!("1{}", "0".repeat(38)), "[<class 'decimal.Rounded'>]");
        check("1E127", "[<class 'decimal.Overflow'>, <class 'decimal.Inexact'>, <class 'decimal.Rounded'>]");
        check(
            "1E-129",
            "[<class 'decimal.Underflow'>, <class 'decimal.Inexact'>, <class 'decimal.Rounded'>]",
        );
        check("1E99999999999999999999", "[<class 'decimal.ConversionSyntax'>]");
        check("x", "[<class 'decimal.ConversionSyntax'>]");
    }
}

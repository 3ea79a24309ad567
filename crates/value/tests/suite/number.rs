//! Reading, printing and comparing numbers: tables.

use value::{Number, NumberError};

#[track_caller]
fn check(text: &str, expect: &str) {
    assert_eq!(Number::parse(text).map(|number| number.to_string()), Ok(expect.to_owned()), "{text}");
}

#[track_caller]
fn check_error(text: &str, expect: NumberError) {
    assert_eq!(Number::parse(text), Err(expect), "{text}");
}

#[track_caller]
fn check_not_numeric(text: &str) {
    check_error(text, NumberError::NotNumeric { text: text.to_owned() });
}

// spec: 2.2/canonical output
#[test]
fn canonical_text() {
    check("0042.1200", "42.12");
    check("-0", "0");
    check("-0.000", "0");
    check(".5", "0.5");
    check("5.", "5");
    check("+7", "7");
    check("-.5e1", "-5");
    check("1E125", &format!("1{}", "0".repeat(125)));
    check("1e-130", &format!("0.{}1", "0".repeat(129)));
    check("-123.456e2", "-12345.6");
    check("100", "100");
    check("0.001", "0.001");
    check("12e-2", "0.12");
    check("1e00000000000000000000000000000001", "10");
    check("1e-0", "1");
    check(&"9".repeat(38), &"9".repeat(38));
    check(&format!("0.{}", "9".repeat(38)), &format!("0.{}", "9".repeat(38)));
    check(&format!("{}{}", "9".repeat(38), "0".repeat(88)), &format!("{}{}", "9".repeat(38), "0".repeat(88)));
    check(&format!("{}1", "0".repeat(1000)), "1");
    check(&format!("1.{}", "0".repeat(1000)), "1");
    // Zeros around 38 digits carry no value.
    check(&format!("000{}.000", "1".repeat(38)), &"1".repeat(38));
}

// spec: 2.2/not parseable
#[test]
fn not_numeric() {
    for text in [
        "",
        " ",
        "+",
        "-",
        ".",
        "+.",
        "e",
        "e5",
        ".e5",
        "1e",
        "1e+",
        "1e-",
        "1.2.3",
        "1..2",
        "--1",
        "+-1",
        " 1",
        "1 ",
        "1\n",
        "0x10",
        "NaN",
        "Infinity",
        "-Infinity",
        "1_000",
        "1,5",
        "1e1.5",
        "1e 5",
        "1e5e5",
        "١",
        "1\u{0}",
        "½",
        "1d",
    ] {
        check_not_numeric(text);
    }
}

// spec: 2.2/huge exponents
#[test]
fn exponents_beyond_64_bits_are_not_numeric() {
    check_error("1e9223372036854775807", NumberError::Overflow);
    check_not_numeric("1e9223372036854775808");
    check_error("1e-9223372036854775808", NumberError::Underflow);
    check_not_numeric("1e-9223372036854775809");
    check_not_numeric("0e9223372036854775808");
    check_not_numeric("1e99999999999999999999999999");
    check_error("1e999999999999", NumberError::Overflow);
    check_error("1e-999999999999", NumberError::Underflow);
    check_error("1e2147483648", NumberError::Overflow);
    check_error("0.0000001e-9223372036854775808", NumberError::Underflow);
    check_error("1000000e9223372036854775807", NumberError::Overflow);
}

// spec: 2.2/38 significant digits
#[test]
fn digits_are_checked_before_magnitude() {
    check_error(&"1".repeat(39), NumberError::TooManyDigits);
    check_error(&format!("{}e500", "1".repeat(39)), NumberError::TooManyDigits);
    check_error(&format!("{}e-500", "1".repeat(39)), NumberError::TooManyDigits);
    check_error(&format!("1{}1", "0".repeat(37)), NumberError::TooManyDigits);
    check_error(&format!("1.{}1", "0".repeat(37)), NumberError::TooManyDigits);
    check(&format!("1{}1", "0".repeat(36)), &format!("1{}1", "0".repeat(36)));
}

// spec: 2.2/magnitude > 9.9999999999999999999999999999999999999E+125; 2.2/0 < magnitude < 1E-130
#[test]
fn magnitude() {
    let nines = "9".repeat(37);
    check(&format!("9.{nines}E+125"), &format!("9{nines}{}", "0".repeat(88)));
    check(&format!("-9.{nines}E+125"), &format!("-9{nines}{}", "0".repeat(88)));
    check_error("1e126", NumberError::Overflow);
    check_error("-1e126", NumberError::Overflow);
    check_error("10e125", NumberError::Overflow);
    check_error("9.9e-131", NumberError::Underflow);
    check_error("-1e-131", NumberError::Underflow);
    check_error("0.1e-130", NumberError::Underflow);
    check("1.5e-130", &format!("0.{}15", "0".repeat(129)));
    check("0.1e126", &format!("1{}", "0".repeat(125)));
}

// spec: 2.2/zero is range-checked
#[test]
fn zero_stands_where_its_last_digit_does() {
    check_error("0e126", NumberError::Overflow);
    check("0e125", "0");
    check("0.0e126", "0");
    check_error("0.0e127", NumberError::Overflow);
    check_error("0e-131", NumberError::Underflow);
    check("0e-130", "0");
    check_error("0.0e-130", NumberError::Underflow);
    check_error(&format!("0.{}", "0".repeat(131)), NumberError::Underflow);
    check(&format!("0.{}", "0".repeat(130)), "0");
    check(&"0".repeat(1000), "0");
    check_error("-0e126", NumberError::Overflow);
}

#[test]
fn a_megabyte_of_digits_is_read_in_one_pass() {
    let megabyte = 1 << 20;
    check_error(&"1".repeat(megabyte), NumberError::TooManyDigits);
    check_error(&format!("1{}", "0".repeat(megabyte)), NumberError::Overflow);
    check_error(&format!("0.{}1", "0".repeat(megabyte)), NumberError::Underflow);
    check_not_numeric(&format!("1e{}", "9".repeat(megabyte)));
    check(
        &format!("{}1e-{megabyte}", "0".repeat(megabyte))
            .replace("1e-", "1e-0000000000")
            .replace("1048576", "5"),
        "0.00001",
    );
    check(&format!("1{}e-{megabyte}", "0".repeat(megabyte)), "1");
}

#[test]
fn sentences() {
    let sentence = |text: &str| Number::parse(text).expect_err(text).to_string();
    assert_eq!(sentence("abc"), "The parameter cannot be converted to a numeric value: abc");
    assert_eq!(sentence(""), "The parameter cannot be converted to a numeric value: ");
    assert_eq!(sentence(&"1".repeat(39)), "Attempting to store more than 38 significant digits in a Number");
    assert_eq!(
        sentence("1e126"),
        "Number overflow. Attempting to store a number with magnitude larger than supported range"
    );
    assert_eq!(
        sentence("1e-131"),
        "Number underflow. Attempting to store a number with magnitude smaller than supported range"
    );
}

#[track_caller]
fn check_sum(a: &str, b: &str, expect: Result<&str, NumberError>) {
    let (a, b) = (Number::parse(a).expect(a), Number::parse(b).expect(b));
    assert_eq!(a.checked_add(b).map(|sum| sum.to_string()), expect.clone().map(ToOwned::to_owned));
    assert_eq!(b.checked_add(a).map(|sum| sum.to_string()), expect.map(ToOwned::to_owned));
}

// spec: 2.2/arithmetic overflow
#[test]
fn sums() {
    let nines = "9".repeat(38);
    check_sum("0.1", "0.2", Ok("0.3"));
    check_sum("1", "-1", Ok("0"));
    check_sum("99", "1", Ok("100"));
    check_sum(&nines, "1", Ok(&format!("1{}", "0".repeat(38))));
    check_sum(&nines, "2", Err(NumberError::Overflow));
    check_sum(&nines, "0.1", Err(NumberError::Overflow));
    check_sum("1e38", "-1", Ok(&nines));
    check_sum("1e39", "-1", Err(NumberError::Overflow));
    check_sum("1e125", "1", Err(NumberError::Overflow));
    check_sum("1e125", "1e-130", Err(NumberError::Overflow));
    check_sum("1e125", "0", Ok(&format!("1{}", "0".repeat(125))));
    check_sum("9e125", "1e125", Err(NumberError::Overflow));
    check_sum("1.5e-130", "-1e-130", Err(NumberError::Underflow));
    check_sum("1.8e38", &format!("-{nines}"), Ok("80000000000000000000000000000000000001"));
    check_sum("1.9e38", "-89999999999999999999999999999999999999", Err(NumberError::Overflow));
}

#[test]
fn integers() {
    for integer in [0, 1, -1, 10, 100, -1200, i64::MAX, i64::MIN] {
        let number = Number::from_i64(integer);
        assert_eq!(number.to_string(), integer.to_string());
        assert_eq!(number.to_i64(), Some(integer));
        assert_eq!(Number::parse(&integer.to_string()), Ok(number));
    }
    for text in ["0.5", "9223372036854775808", "1e19", "1e125", "-1e-130"] {
        assert_eq!(Number::parse(text).expect(text).to_i64(), None, "{text}");
    }
}

#[test]
fn floors_of_shifted_numbers() {
    for (text, power, expected) in [
        ("0", 0, Some(0)),
        ("1.9", 0, Some(1)),
        ("-1.1", 0, Some(-2)),
        ("17.1239", 3, Some(17_123)),
        ("1.7E9", 3, Some(1_700_000_000_000)),
        ("1E-130", 0, Some(0)),
        ("-1E-130", 0, Some(-1)),
        ("9223372036854775807", 0, Some(i64::MAX)),
        ("9223372036854775808", 0, None),
        ("-9223372036854775808", 0, Some(i64::MIN)),
        ("9E+125", 0, None),
        ("1", i16::MAX, None),
        ("9E+125", i16::MAX, None),
    ] {
        let number = Number::parse(text).expect(text);
        assert_eq!(number.floor_times_ten_to(power), expected, "{text} {power}");
    }
}

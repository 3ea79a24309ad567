//! `PartiQL` typed into the console, and shown of calls.

use lab::Lab;

use crate::demos::run;

/// Makes a call, types the `PartiQL` that is shown of it, and answers what both printed.
fn both(lab: &mut Lab, command: &str) -> (String, String) {
    let (ran, _) = lab.run_all(command);
    assert_eq!(ran.code, 0, "{}", ran.text);
    let shown = lab.notations(ran.call.expect("a call"));
    let statement = shown[2].code.clone().unwrap_or_else(|why| panic!("{command}: {why}"));
    let (again, _) = lab.run_all(&statement);
    assert_eq!(again.code, 0, "{statement}\n{}", again.text);
    (ran.text, again.text)
}

#[test]
fn a_statement_shown_of_a_call_finds_the_same() {
    let mut lab = Lab::example(1, 0);
    for command in [
        "aws dynamodb scan --table-name Orders --query 'Items'",
        "aws dynamodb query --table-name Orders --key-condition-expression 'Customer = :c' --expression-attribute-values '{\":c\":{\"S\":\"Kim\"}}' --query 'Items'",
        "aws dynamodb query --table-name Orders --key-condition-expression 'Customer = :c AND begins_with(#d, :d)' --expression-attribute-names '{\"#d\":\"Day\"}' --expression-attribute-values '{\":c\":{\"S\":\"Kim\"},\":d\":{\"S\":\"2026\"}}' --query 'Items'",
        "aws dynamodb scan --table-name Orders --filter-expression 'attribute_exists(Customer) AND Customer IN (:a, :b)' --expression-attribute-values '{\":a\":{\"S\":\"Kim\"},\":b\":{\"S\":\"Zoe\"}}' --query 'Items'",
    ] {
        let (call, statement) = both(&mut lab, command);
        // The statement's answer has the same items under `Items`, one level deeper.
        let indented: String = format!("    {}\n", call.trim_end().replace('\n', "\n    "));
        assert!(statement.contains(indented.trim()), "{command}\n{call}\n{statement}");
    }
}

#[test]
fn statements_write_too() {
    let mut lab = Lab::example(1, 0);
    let put = "aws dynamodb put-item --table-name Orders --item '{\"Customer\":{\"S\":\"New\"},\"Day\":{\"S\":\"2026-11-18\"}}' --condition-expression 'attribute_not_exists(Customer)'";
    let (ran, _) = lab.run_all(put);
    let insert = lab.notations(ran.call.expect("a call"))[2].code.clone().expect("an INSERT");
    let (again, printed) = lab.run_all(&insert);
    assert_eq!(again.code, 254, "{}", again.text);
    let error = printed[0].error.clone().expect("the item is there");
    assert!(
        error.message.contains("DuplicateItemException") && error.hint.contains("INSERT never replaces"),
        "{error:?}"
    );
    both(
        &mut lab,
        "aws dynamodb update-item --table-name Orders --key '{\"Customer\":{\"S\":\"New\"},\"Day\":{\"S\":\"2026-11-18\"}}' --update-expression 'SET a = :a, b = :b REMOVE c ADD n :one' --expression-attribute-values '{\":a\":{\"L\":[{\"S\":\"x\"}]},\":b\":{\"N\":\"5\"},\":one\":{\"N\":\"1\"}}'",
    );
    both(
        &mut lab,
        "aws dynamodb delete-item --table-name Orders --key '{\"Customer\":{\"S\":\"New\"},\"Day\":{\"S\":\"2026-11-18\"}}' --return-values ALL_OLD",
    );
    let out = run(&mut lab, "SELECT * FROM \"Orders\" WHERE Customer = 'New'");
    assert!(out.contains("\"Items\": []"), "{out}");
}

#[test]
fn what_is_wrong_with_a_statement_is_told() {
    let mut lab = Lab::example(1, 0);
    let hint = |lab: &mut Lab, text: &str| {
        let (_, printed) = lab.run_all(text);
        printed[0].error.clone().unwrap_or_else(|| panic!("{text}: {printed:?}"))
    };
    let key = hint(&mut lab, "UPDATE \"Orders\" SET a = 1 WHERE Customer = 'Kim'");
    assert!(key.hint.contains("WHERE \"Customer\" = … AND \"Day\" = …"), "{key:?}");
    let form = hint(&mut lab, "SELECT * FROM \"Orders\" WHERE Customer == == 'Kim'");
    assert!(form.hint.contains("PartiQL writes names in double quotes"), "{form:?}");
    let parameters = hint(&mut lab, "SELECT * FROM \"Orders\" WHERE Customer = ?");
    assert!(parameters.hint.contains("Each `?` needs a value"), "{parameters:?}");
    let table = hint(&mut lab, "SELECT * FROM \"Order\"");
    assert_eq!(table.fix.as_deref(), Some("\"Orders\""), "{table:?}");
}

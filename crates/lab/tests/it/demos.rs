//! The two demos that everyone begins with.

use lab::Lab;
use session::Header;

/// An empty simulated world.
pub(crate) fn empty() -> Lab {
    Lab::new(Header { seed: 1, epoch: 1_700_000_000_000_000, ..Header::default() })
}

/// Runs a text that must succeed.
#[track_caller]
pub(crate) fn run(lab: &mut Lab, text: &str) -> String {
    let (ran, printed) = lab.run_all(text);
    assert_eq!(ran.code, 0, "{text}\n{}", ran.text);
    assert!(printed.iter().all(|it| it.error.is_none()), "{printed:?}");
    ran.text
}

const CREATE: &str = "aws dynamodb create-table --table-name ProductCatalog \\
    --attribute-definitions AttributeName=Id,AttributeType=N \\
    --key-schema AttributeName=Id,KeyType=HASH \\
    --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5";

#[test]
fn the_product_catalog() {
    let mut lab = empty();
    let created = run(&mut lab, CREATE);
    assert!(created.contains("\"TableStatus\": \"CREATING\""), "{created}");
    run(&mut lab, "aws dynamodb wait table-exists --table-name ProductCatalog");
    let written = run(&mut lab, "aws dynamodb batch-write-item --request-items file://items.json");
    assert!(written.contains("\"UnprocessedItems\": {}"), "{written}");
    assert!(written.contains("ProductCatalog/items.json"), "the console says which items.json: {written}");
    let helmet =
        run(&mut lab, "aws dynamodb get-item --table-name ProductCatalog --key '{\"Id\":{\"N\":\"403\"}}'");
    assert!(helmet.contains("Womens Cycling Helmet"), "{helmet}");
    let nothing =
        run(&mut lab, "aws dynamodb get-item --table-name ProductCatalog --key '{\"Id\":{\"N\":\"205\"}}'");
    assert_eq!(nothing, "", "the AWS CLI prints nothing when there is no item");
    let scan = run(&mut lab, "aws dynamodb scan --table-name ProductCatalog");
    assert!(scan.contains("\"Count\": 9,") && scan.contains("\"ScannedCount\": 9,"), "{scan}");
}

#[test]
fn pasted_at_once_the_clock_runs_until_the_table_can_be_used() {
    let mut lab = empty();
    let text = format!("{CREATE}\n\naws dynamodb batch-write-item --request-items file://items.json\n");
    let (ran, printed) = lab.run_all(&text);
    assert_eq!(ran.code, 0, "{}", ran.text);
    assert_eq!(printed.len(), 2);
    let remarks = printed[1].remarks.join("\n");
    assert!(
        remarks.contains("The clock ran") && remarks.contains("until ProductCatalog was ACTIVE"),
        "{remarks}"
    );
    assert!(remarks.contains("ProductCatalog/items.json"), "{remarks}");
    // Typed one after the other likewise: a person would have waited.
    let mut lab = empty();
    run(&mut lab, CREATE);
    let (ran, printed) = lab.run_all("aws dynamodb batch-write-item --request-items file://items.json");
    assert_eq!(ran.code, 0, "{}", ran.text);
    assert!(
        printed[0].remarks.iter().any(|it| it.contains("until ProductCatalog was ACTIVE")),
        "{printed:?}"
    );
    // Who wants to see what the service says to the hasty switches the waiting off.
    let mut lab = empty();
    run(&mut lab, "lab set lab.wait 0");
    run(&mut lab, CREATE);
    let (ran, printed) = lab.run_all("aws dynamodb batch-write-item --request-items file://items.json");
    assert_eq!(ran.code, 254);
    let error = printed[0].error.clone().expect("an error");
    assert!(error.message.contains("ResourceNotFoundException"), "{error:?}");
    assert!(error.hint.contains("aws dynamodb wait table-exists"), "{error:?}");
}

/// The demos of the course material as they stand there, prose and all, when the material is at hand.
#[test]
fn the_demos_as_they_stand_in_the_notes() {
    let notes = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/notes");
    let Ok(entries) = std::fs::read_dir(&notes) else {
        println!("skipped: {} is not there", notes.display());
        return;
    };
    let mut demos = Vec::new();
    let mut paths: Vec<_> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let blocks = text.split("```command\n").skip(1).filter_map(|rest| rest.split("```").next());
        demos.extend(blocks.filter(|block| block.contains("create-table")).map(str::to_owned));
    }
    assert_eq!(demos.len(), 2, "both demos are found");
    for (demo, table, items) in [(&demos[0], "ProductCatalog", 9), (&demos[1], "SessionData", 3)] {
        let mut lab = empty();
        let (ran, printed) = lab.run_all(demo);
        let failed: Vec<_> = printed.iter().filter(|it| it.error.is_some()).collect();
        // The second one creates its table twice, once as Linux and once as Windows would have it typed.
        let second = failed.iter().all(|it| it.output.contains("ResourceInUseException"));
        assert!(second && failed.len() == usize::from(table == "SessionData"), "{failed:#?}");
        assert_eq!(ran.code, 0, "{}", ran.text);
        let scan = run(&mut lab, &format!("aws dynamodb scan --table-name {table} --select COUNT"));
        assert!(scan.contains(&format!("\"Count\": {items},")), "{scan}");
    }
    // One after the other in the same world: `items.json` is the newest table's.
    let mut lab = empty();
    lab.run_all(&demos[0]);
    let (ran, _) = lab.run_all(&demos[1]);
    assert!(ran.text.contains("SessionData/items.json"), "{}", ran.text);
    let scan = run(&mut lab, "aws dynamodb scan --table-name SessionData --select COUNT");
    assert!(scan.contains("\"Count\": 3,"), "{scan}");
}

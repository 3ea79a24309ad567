//! What proves a lesson: its beginning meets no goal, its solutions meet all, what it calls wrong meets none.

use ::learn::{Lesson, Line};

use super::follow::Asked;
use crate::lab::Lab;

/// Proves a lesson; what is wrong with it, in sentences.
pub fn prove(lesson: &Lesson) -> Vec<String> {
    let mut faults = Vec::new();
    let start = match Lab::lesson(lesson) {
        Ok(start) => start,
        Err(why) => return vec![format!("its start fails: {why}")],
    };
    for step in &lesson.steps {
        for line in &step.goals {
            if line.goal.is_met_untouched(&Asked(&start.session)) {
                faults.push(format!("“{}” is met before anything is done", line.says));
            }
        }
    }
    // What the questions say is right has to be so, too.
    let mut proved = lesson.clone();
    for step in &mut proved.steps {
        let choices = step.guess.iter().flat_map(|guess| &guess.choices);
        let proofs = choices.filter_map(|choice| {
            Some(Line { says: format!("the answer “{}”", choice.says), goal: choice.proof.clone()? })
        });
        step.goals.extend(proofs.collect::<Vec<_>>());
    }
    let solutions: Vec<&str> = lesson.steps.iter().map(|step| step.solution.as_str()).collect();
    walk(&proved, &solutions, ("the solution", true), &mut faults);
    for (number, step) in lesson.steps.iter().enumerate() {
        for other in &step.others {
            let mut way = solutions.clone();
            way[number] = other;
            walk(lesson, &way, (&format!("another way of “{}”", step.title), false), &mut faults);
        }
        for wrong in &step.wrongs {
            let Ok(mut lab) = begin(lesson) else { continue };
            for solution in &solutions[..number] {
                lab.run_all(solution);
            }
            lab.run_all(&wrong.commands);
            if done(&lab) != number {
                faults.push(format!("“{}” is done by what is wrong ({})", step.title, wrong.says));
            }
        }
    }
    faults
}

/// A lesson's world, followed.
fn begin(lesson: &Lesson) -> Result<Lab, String> {
    let mut lab = Lab::lesson(lesson)?;
    lab.follow_lesson(lesson)?;
    Ok(lab)
}

/// Does the steps one after the other, and tells where one isn't done by its commands; and whether the way comes to the
/// same when it is played again.
fn walk(lesson: &Lesson, way: &[&str], (name, again): (&str, bool), faults: &mut Vec<String>) {
    let mut lab = match begin(lesson) {
        Ok(lab) => lab,
        Err(why) => return faults.push(why),
    };
    for (number, commands) in way.iter().enumerate() {
        let (_, printed) = lab.run_all(commands);
        // A way may do more than its step.
        if done(&lab) <= number {
            let step = &lesson.steps[number];
            let met = lab.following.as_ref().map(|it| it.come().1).unwrap_or_default();
            let unmet =
                step.goals.iter().zip(met).filter(|(_, met)| !met).map(|(line, _)| line.says.as_str());
            let unmet: Vec<&str> = unmet.collect();
            let said: Vec<String> =
                printed.into_iter().map(|it| format!("$ {}\n{}", it.command, it.output)).collect();
            faults.push(format!(
                "{name}: after “{}” {} steps are done; not met: {}\n{}",
                step.title,
                done(&lab),
                unmet.join("; "),
                said.join("\n")
            ));
            return;
        }
    }
    if !again {
        return;
    }
    // Played again it comes to the same.
    let followed = lab.following.as_ref().map(|it| it.come());
    lab.following = None;
    if lab.follow_lesson(lesson).is_err() || lab.following.as_ref().map(|it| it.come()) != followed {
        faults.push(format!("{name}: played again it comes to something else"));
    }
}

fn done(lab: &Lab) -> usize {
    lab.following.as_ref().map_or(0, |it| it.come().0)
}

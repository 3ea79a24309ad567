//! What a call changed: items before and after, attribute by attribute, with their bytes.

use lab::view::{CallDetail, Change, ImageView};
use yew::prelude::*;

use crate::words::{count, number};

/// Images drawn at once; a Scan may have read many.
const MOST: usize = 12;

/// The images of a call.
pub(super) fn images(detail: &CallDetail) -> Html {
    let changed = detail.images.iter().any(|image| {
        image.size_before != image.size_after || image.lines.iter().any(|line| line.change != Change::Kept)
    });
    let title = if changed { "What changed" } else { "What it read" };
    let more = detail.images.len().saturating_sub(MOST) as u64;
    html! {
        <section class="sec">
            <h2>{ title }</h2>
            { for detail.images.iter().take(MOST).map(|image| table(image, detail.images.len() > 1)) }
            if more > 0 { <p class="mute">{ format!("and {}", count(more, "more item", "more items")) }</p> }
        </section>
    }
}

/// One item as a table of attributes.
pub(super) fn table(image: &ImageView, named: bool) -> Html {
    rows(image, named, true)
}

/// The same without the item's size: what a stream record shows.
pub(super) fn lines(image: &ImageView) -> Html {
    rows(image, false, false)
}

fn rows(image: &ImageView, named: bool, sized: bool) -> Html {
    html! {
        <table class="diff">
            if named { <caption>{ format!("{}: {}", image.table, image.key) }</caption> }
            <thead><tr><th class="c1"><span class="unseen">{ "Change" }</span></th><th class="c2">{ "Attribute" }</th><th>{ "Value" }</th><th class="c4">{ "bytes" }</th></tr></thead>
            <tbody>
                { for image.lines.iter().map(|line| {
                    let (class, sign, says) = match line.change {
                        Change::Kept => ("", "", ""),
                        Change::Added => ("add", "+", "added "),
                        Change::Removed => ("del", "−", "removed "),
                    };
                    html! { <tr {class}>
                        <td class="c1"><span aria-hidden="true">{ sign }</span><span class="unseen">{ says }</span></td>
                        <td>{ &line.name }</td>
                        <td>{ &line.value }<span class="kind">{ &line.type_name }</span></td>
                        <td>{ number(line.bytes) }</td>
                    </tr> }
                }) }
                if sized { <tr class="tot"><td></td><td>{ "Item size" }</td>{ size(image) }</tr> }
            </tbody>
        </table>
    }
}

fn size(image: &ImageView) -> Html {
    let (words, change) = match (image.size_before, image.size_after) {
        (Some(before), Some(after)) if before == after => (number(after), String::new()),
        (Some(before), Some(after)) => {
            let sign = if after > before { "+" } else { "−" };
            (
                format!("{} → {}", number(before), number(after)),
                format!("{sign}{}", number(after.abs_diff(before))),
            )
        }
        (None, Some(after)) => ("new".to_owned(), number(after)),
        (Some(before), None) => ("deleted".to_owned(), format!("−{}", number(before))),
        (None, None) => ("there was no item".to_owned(), String::new()),
    };
    html! { <><td>{ words }</td><td>{ change }</td></> }
}

//! Sharing: the world as a link that holds all of it, as a QR code, as a file, inside another page.

mod meter;
pub(crate) mod qr;

use lab::protocol::{Reply, Request, Shared};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::dialog::{Copy, Dialog};
use super::files;
use super::forms::Form;
use super::model::{Action, TableId};
use super::route::{address, here};
use super::shell::Hands;
use crate::words::{clock, count, number};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ShareProps {
    pub(crate) name: String,
    /// The table whose items can be saved.
    pub(crate) table: Option<TableId>,
    /// The moment that is looked at, if it is not the present: the link leads there.
    pub(crate) looking: Option<u64>,
    pub(crate) closed: Callback<()>,
}

/// [`Share`], which is made here and nowhere else: the page loads all of it with what it loads later.
#[inline(never)]
pub(crate) fn share(props: ShareProps) -> Html {
    html! { <Share ..props/> }
}

/// The dialog behind the Share button.
#[component]
pub(crate) fn Share(props: &ShareProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let trim = use_state(|| false);
    let whole = use_state(|| None::<usize>);
    let made = use_state(|| None::<Result<Shared, String>>);
    let large = use_state(|| false);
    {
        let (made, whole, hands) = (made.clone(), whole.clone(), hands.clone());
        use_effect_with((*trim, props.looking), move |(trim, look)| {
            let (trim, look) = (*trim, *look);
            spawn_local(async move {
                let answer = match hands.bridge.ask(Request::Share { trim, look }).await {
                    Ok(Reply::Shared(shared)) => Ok(shared),
                    Ok(_) => Err("The engine made no link.".to_owned()),
                    Err(fault) => Err(fault.message),
                };
                if let (false, Ok(shared)) = (trim, &answer) {
                    whole.set(Some(address(&shared.link).chars().count()));
                }
                made.set(Some(answer));
            });
        });
    }
    let toggle = {
        let (trim, made) = (trim.clone(), made.clone());
        Callback::from(move |event: Event| {
            let on = event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked());
            made.set(None);
            trim.set(on);
        })
    };
    let save = {
        let (hands, name) = (hands.clone(), props.name.clone());
        Callback::from(move |_: MouseEvent| files::export(&hands, &name))
    };
    let items = |table: &TableId| {
        let (hands, table, closed) = (hands.clone(), table.clone(), props.closed.clone());
        Callback::from(move |_: MouseEvent| {
            closed.emit(());
            hands.dispatch.dispatch(Action::Form(Some(Form::File { table: table.clone(), dropped: None })));
        })
    };
    let body = match &*made {
        None => html! { <p role="status">{ "Making the link…" }</p> },
        Some(Err(why)) => html! { <p role="alert">{ why }</p> },
        Some(Ok(shared)) => {
            let text = address(&shared.link);
            let length = text.chars().count();
            let code = (length <= meter::QR).then(|| qr::code(&text)).flatten();
            let enlarge = {
                let large = large.clone();
                Callback::from(move |_: MouseEvent| large.set(!*large))
            };
            html! {
                <div class={classes!("shared", code.is_some().then_some("coded"), large.then_some("large"))}>
                    <div class="texts">
                        if length <= meter::LINK {
                            <Copy label="The link" text={text} first=true/>
                        }
                        { meter::meter(length) }
                        if let Some(whole) = whole.filter(|whole| *trim && *whole > length) {
                            <p>{ format!("Trimmed from {} characters to {}, with {}.", number(whole as u64), number(length as u64),
                                         count(shared.calls, "call", "calls")) }</p>
                        }
                        if !shared.lost.is_empty() {
                            <ul class="lost">{ for shared.lost.iter().map(|lost| html! { <li>{ lost }</li> }) }</ul>
                        }
                    </div>
                    if let Some(code) = code {
                        <button class="code" aria-pressed={large.to_string()} onclick={enlarge}
                                title={if *large { "Smaller" } else { "Larger" }}>
                            { qr::drawing(&code, "QR code of the link") }
                        </button>
                    }
                </div>
            }
        }
    };
    let frame = made.as_ref().and_then(|made| made.as_ref().ok()).map(|shared| snippet(&shared.link));
    html! {
        <Dialog title="Share this world" class="share" closed={props.closed.clone()}>
            <div class="body">
            <p>{ "The link holds every command of this world and nothing else. Whoever opens it sees the same partitions, copies and answers. Nothing is sent anywhere." }</p>
            if let Some(at) = props.looking.filter(|_| !*trim) {
                <p>{ format!("It opens as you see it now, paused at {}.", clock(at)) }</p>
            }
            { body }
            <label class="check"><input type="checkbox" checked={*trim} onchange={toggle}/>{ "Trim: tables and items as they are now, without their history" }</label>
            <h3>{ "As a file" }</h3>
            <div class="row">
                <p class="grow">{ "The same as a text with one input a line: for long worlds, and for version control." }</p>
                <button class="btn" onclick={save}>{ "Save file" }</button>
            </div>
            if let Some(table) = &props.table {
                <div class="row">
                    <p class="grow">{ format!("The items of {} alone, for spreadsheets and programs; and back in.", table.1) }</p>
                    <button class="btn" onclick={items(table)}>{ "Items" }</button>
                </div>
            }
            if let Some(frame) = frame {
                <details>
                    <summary>{ "Inside another page" }</summary>
                    <p>{ "Shows the stage and the console. Nothing that is done there is stored." }</p>
                    <Copy label="HTML for another page" text={frame} lines=true/>
                </details>
            }
            </div>
        </Dialog>
    }
}

/// The HTML that shows a world inside another page. A link has no character that HTML would read otherwise.
fn snippet(link: &str) -> String {
    let page = here().replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<iframe title=\"Dynamarium\" width=\"100%\" height=\"640\" loading=\"lazy\" allow=\"clipboard-write\" \
         src=\"{page}?embed=stage,timeline,console#{link}\"></iframe>"
    )
}

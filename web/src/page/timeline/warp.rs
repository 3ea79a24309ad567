//! Time on demand: a second, a minute, a day pass at once.

use lab::protocol::Request;
use yew::prelude::*;

use crate::page::popup::use_popup;
use crate::page::shell::Hands;

/// How far, and what one sees pass by then.
const WARPS: [(&str, u64, &str); 6] = [
    ("+1 s", 1_000_000, "copies and indexes have caught up"),
    ("+1 min", 60_000_000, "CloudWatch counts a minute"),
    ("+15 min", 900_000_000, "a shard iterator expires"),
    ("+1 h", 3_600_000_000, "a session token may expire"),
    ("+24 h", 86_400_000_000, "stream records are trimmed"),
    ("+48 h", 172_800_000_000, "expired items are deleted by now"),
];

#[derive(Clone, PartialEq, Properties)]
pub(super) struct WarpProps {
    pub(super) clock: u64,
    pub(super) disabled: bool,
}

/// The menu of warps.
#[component]
pub(super) fn Warp(props: &WarpProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let (place, open) = use_popup();
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let go = |request: Request| {
        let (hands, open) = (hands.clone(), open.clone());
        Callback::from(move |_: MouseEvent| {
            open.set(false);
            hands.player.live();
            hands.bridge.tell(request.clone());
        })
    };
    html! {
        <div ref={place} class="menu">
            <button class="btn small" aria-expanded={open.to_string()} aria-haspopup="menu" onclick={toggle}
                    disabled={props.disabled} data-testid="warp">{ "Let time pass" }</button>
            if *open && !props.disabled {
                <div class="float" role="menu" aria-label="Let time pass">
                    { for WARPS.iter().map(|(name, micros, why)| html! {
                        <button role="menuitem" onclick={go(Request::Advance(*micros))}><b>{ *name }</b><span>{ *why }</span></button>
                    }) }
                    <button role="menuitem" onclick={go(Request::Idle)}><b>{ "Until idle" }</b><span>{ "everything on its way has arrived" }</span></button>
                </div>
            }
        </div>
    }
}

//! The drawing's small signs: one hidden sprite, used by name.

use yew::prelude::*;

/// The sprite. Drawn once, at the top of the page.
#[component]
pub(crate) fn Icons() -> Html {
    let sign =
        |id: &'static str, d: &'static str| html! { <symbol {id} viewBox="0 0 12 12"><path {d}/></symbol> };
    html! {
        <svg class="sprite" aria-hidden="true"><defs>
            { sign("ck", "m4.7 8.1 5.1-5.6 1.2 1.1L4.8 10.4 1.2 7l1.1-1.2z") }
            { sign("bolt", "M7 .5 2 7h3.2L4.5 11.5 10 4.8H6.6z") }
            { sign("fault", "M6 .5 11.8 11H.2zM5.3 4v3.5h1.4V4zm0 4.5V10h1.4V8.5z") }
            { sign("down", "m2 4 4 4 4-4-1-1-3 3-3-3z") }
            { sign("rt", "m4 2 4 4-4 4-1-1 3-3-3-3z") }
            { sign("pin", "M3.500 .8h5v1.200l-1 .6v2.600l1.800 1.500v1.100H6.600V11H5.400V7.800H2.700V6.700l1.800-1.500V2.600l-1-.6z") }
            { sign("up", "m2 8 4-4 4 4-1 1-3-3-3 3z") }
            { sign("play", "M2.500 1v10L11 6z") }
            { sign("pause", "M2.500 1.200h2.600v9.600H2.500zM6.900 1.200h2.600v9.600H6.900z") }
            { sign("on", "M2 1.500v9L8 6zM8.700 1.500h1.600v9H8.700z") }
            { sign("back", "M10 1.500v9L4 6zM1.700 1.500h1.600v9H1.700z") }
            { sign("last", "M1 1.500v9L5.500 6zM5.500 1.500v9L10 6zM10.200 1.500h1.300v9h-1.300z") }
            { sign("first", "M11 1.500v9L6.500 6zM6.500 1.500v9L2 6zM.5 1.500h1.300v9H.5z") }
            { sign("star", "M6 .5l1.700 3.600 3.900.5-2.900 2.700.8 3.900L6 9.200l-3.500 2 .8-3.900L.4 4.600l3.900-.5z") }
            { sign("x", "m2.2 1.2 3.8 3.8 3.8-3.8 1 1L7 6l3.8 3.8-1 1L6 7l-3.8 3.8-1-1L5 6 1.2 2.200z") }
            { sign("glass", "M2 .8h8v1.300H8.900v1.400L6.900 6l2 2.500v1.400H10v1.300H2V9.900h1.100V8.500l2-2.500-2-2.500V2.100H2zM4.400 2.100v1L5 4h2l.6-.9v-1z") }
            { sign("cut", "M5.300 11V7.400L2.300 4.300V6H1V1.500h4.500v1.300H3.200L6 5.700l2.800-2.900H6.500V1.500H11V6H9.700V4.300l-3 3.100V11z") }
            { sign("lock", "M3 5V3.800a3 3 0 0 1 6 0V5h1v6H2V5zm1.400 0h3.200V3.800a1.600 1.600 0 0 0-3.200 0z") }
            { sign("half", "M6 .5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11zM6 1.700a4.3 4.3 0 1 0 0 8.600a4.3 4.3 0 1 0 0-8.600zM6 1.700v8.600a4.3 4.3 0 0 1 0-8.600z") }
            <symbol id="tbl" viewBox="0 0 12 12">
                <path fill-rule="evenodd" d="M1 1h10v10H1zm1.3 3.300v2.200h3v-2.200zm4.3 0v2.200h3.100v-2.200zM2.3 7.700v2h3v-2zm4.3 0v2h3.100v-2z"/>
            </symbol>
            <symbol id="logo" viewBox="0 0 20 20">
                <path d="M2 3h16v14H2z" fill="none" stroke="currentColor" stroke-width="1.5"/>
                <circle cx="6" cy="10" r="2.2"/>
                <circle cx="14" cy="6.5" r="2.2" fill="none" stroke="currentColor" stroke-width="1.4"/>
                <circle cx="14" cy="13.5" r="2.2" fill="none" stroke="currentColor" stroke-width="1.4"/>
                <path d="m7.8 9 4-1.700M7.8 11l4 1.7" stroke="currentColor" stroke-width="1.2"/>
            </symbol>
        </defs></svg>
    }
}

/// A sign beside words: decoration, hidden from screen readers.
pub(crate) fn icon(name: &'static str) -> Html {
    html! { <svg class="i" aria-hidden="true" viewBox="0 0 12 12"><use href={format!("#{name}")}/></svg> }
}

/// A sign inside a drawing, with its corner and size.
pub(crate) fn sign(name: &'static str, x: i32, y: i32, size: i32, class: &'static str) -> Html {
    html! {
        <use href={format!("#{name}")} x={x.to_string()} y={y.to_string()}
             width={size.to_string()} height={size.to_string()} {class}/>
    }
}

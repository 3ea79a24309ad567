//! The principal picker beside the console: as whom the next command is made.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::read::{Principal, principals};
use crate::page::shell::{Hands, TypeIn};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct PickerProps {
    /// The picture's principals.
    pub(crate) principals: AttrValue,
    /// Whether the stage looks at the past.
    pub(crate) looking: bool,
}

/// The picker. Nobody sees it while there is nobody but the administrator.
#[component]
pub(crate) fn Picker(props: &PickerProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let all = use_memo(props.principals.clone(), |json| principals(json));
    if all.list.is_empty() {
        return Html::default();
    }
    let onchange = {
        let all = all.clone();
        Callback::from(move |event: Event| {
            let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
            let chosen = select.value();
            let whom = all.list.iter().find(|it| it.who == chosen);
            hands.type_in(TypeIn::Run(command(whom)));
        })
    };
    // Somebody who is gone stays named, so that the denials that follow are understood.
    let gone = !all.current.is_empty() && all.list.iter().all(|it| it.who != all.current);
    html! {
        <label class="as" data-testid="principal">
            <span>{ "as" }</span>
            <select {onchange} disabled={props.looking}>
                <option value="" selected={all.current.is_empty()}>{ "administrator" }</option>
                { for all.list.iter().map(|it| html! {
                    <option key={it.who.clone()} value={it.who.clone()} selected={it.who == all.current}>{ &it.name }</option>
                }) }
                if gone { <option value={all.current.clone()} selected=true>{ format!("{} (gone)", all.current) }</option> }
            </select>
        </label>
    }
}

/// The command that makes what follows somebody's.
pub(super) fn command(whom: Option<&Principal>) -> String {
    match whom {
        None => "lab as admin".to_owned(),
        // A session goes by the id of its key: several may have one name.
        Some(it) => match it.who.split_once('/') {
            Some(("key", id)) => format!("lab as {id}"),
            _ => format!("lab as {}", it.name),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands() {
        let it = |who: &str, name: &str| Principal {
            who: who.to_owned(),
            name: name.to_owned(),
            ..Principal::default()
        };
        assert_eq!(command(None), "lab as admin");
        assert_eq!(command(Some(&it("user/alice", "alice"))), "lab as alice");
        assert_eq!(command(Some(&it("key/ASIA1", "app/s"))), "lab as ASIA1");
    }
}

//! `IndexedDB` as far as the worker needs it: one store of bytes by key, and an epoch that keeps two writers
//! apart. Database `dynamarium`, version 1 for ever; what comes later are new keys, never an upgrade.

use std::fmt;

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction,
};

const STORE: &str = "records";
const EPOCH: &str = "epoch";
/// The database of the playground; tests use others.
pub const DATABASE: &str = "dynamarium";

#[wasm_bindgen]
extern "C" {
    /// `IDBDatabase` with the options argument that web-sys still calls unstable.
    type WithOptions;
    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &WithOptions,
        stores: &str,
        mode: &str,
        options: &Object,
    ) -> Result<IdbTransaction, JsValue>;
}

/// Why something could not be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StorageError {
    /// Somebody else has opened the database since: what we would write is no longer wanted.
    Superseded,
    /// The browser refuses: no `IndexedDB` here, no space, no permission.
    Refused(String),
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Superseded => f.write_str("another tab has taken over"),
            Self::Refused(why) => f.write_str(why),
        }
    }
}

impl From<JsValue> for StorageError {
    fn from(error: JsValue) -> Self {
        let part = |name: &str| Reflect::get(&error, &name.into()).ok().and_then(|value| value.as_string());
        let name = part("name").unwrap_or_default();
        let message = part("message").unwrap_or_default();
        let text = match (name.as_str(), message.as_str()) {
            ("QuotaExceededError", _) => "the browser has no more space for this page".to_owned(),
            ("", "") => "the browser refused".to_owned(),
            ("", message) => message.to_owned(),
            (name, "") => name.to_owned(),
            (name, message) => format!("{name}: {message}"),
        };
        Self::Refused(text)
    }
}

/// An open database, held under an epoch.
#[derive(Debug)]
pub struct Storage {
    database: IdbDatabase,
    epoch: f64,
}

impl Storage {
    /// Opens the database, making it on first use. It may be read but not yet written: see [`Storage::claim`].
    pub async fn open(name: &str) -> Result<Self, StorageError> {
        let factory = Reflect::get(&js_sys::global(), &"indexedDB".into())?;
        let factory: IdbFactory = factory
            .dyn_into()
            .map_err(|_| StorageError::Refused("this browser has no `IndexedDB` here".to_owned()))?;
        let request: IdbOpenDbRequest = factory.open_with_u32(name, 1)?;
        let opened = request.clone();
        let upgrade = Closure::once_into_js(move || -> Result<(), JsValue> {
            let database: IdbDatabase = opened.result()?.unchecked_into();
            database.create_object_store(STORE).map(drop)
        });
        request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
        let database: IdbDatabase = answer(&request).await?.unchecked_into();
        Ok(Self { database, epoch: f64::NAN })
    }

    /// Raises the epoch: from now on whoever held the database before cannot write any more.
    pub async fn claim(&mut self) -> Result<(), StorageError> {
        let (transaction, store) = self.begin()?;
        let committed = commit_of(&transaction);
        let found = answer(&store.get(&EPOCH.into())?).await?;
        let epoch = found.as_f64().unwrap_or(0.0) + 1.0;
        store.put_with_key(&epoch.into(), &EPOCH.into())?;
        JsFuture::from(committed).await?;
        self.epoch = epoch;
        Ok(())
    }

    /// Everything that is stored, in the order of the keys, without the epoch.
    pub async fn read_all(&self) -> Result<Vec<(String, Vec<u8>)>, StorageError> {
        self.read_range(None).await
    }

    async fn read_range(&self, range: Option<&IdbKeyRange>) -> Result<Vec<(String, Vec<u8>)>, StorageError> {
        let store = self.database.transaction_with_str(STORE)?.object_store(STORE)?;
        let (keys, values) = match range {
            Some(range) => (store.get_all_keys_with_key(range)?, store.get_all_with_key(range)?),
            None => (store.get_all_keys()?, store.get_all()?),
        };
        let keys: Array = answer(&keys).await?.unchecked_into();
        let values: Array = answer(&values).await?.unchecked_into();
        let pairs = keys.iter().zip(values.iter()).filter_map(|(key, value)| {
            Some((key.as_string()?, value.dyn_into::<Uint8Array>().ok()?.to_vec()))
        });
        Ok(pairs.collect())
    }

    /// Every key that is there, in order, without the epoch.
    pub async fn keys(&self) -> Result<Vec<String>, StorageError> {
        let store = self.database.transaction_with_str(STORE)?.object_store(STORE)?;
        let keys: Array = answer(&store.get_all_keys()?).await?.unchecked_into();
        Ok(keys.iter().filter_map(|key| key.as_string()).filter(|key| key != EPOCH).collect())
    }

    /// The value of a key.
    pub async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StorageError> {
        let store = self.database.transaction_with_str(STORE)?.object_store(STORE)?;
        let value = answer(&store.get(&key.into())?).await?;
        Ok(value.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec()))
    }

    /// Everything that is stored under a world's name, in the order of the keys.
    pub async fn read_world(&self, world: &str) -> Result<Vec<(String, Vec<u8>)>, StorageError> {
        // "0" is the character behind "/".
        let range = IdbKeyRange::bound(&format!("{world}/").into(), &format!("{world}0").into())?;
        self.read_range(Some(&range)).await
    }

    /// Writes every pair in one transaction, and waits until it has committed. An empty value deletes its key.
    /// The epoch is compared in the same transaction: nothing is written over a newer holder's data.
    pub async fn write(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), StorageError> {
        let (transaction, store) = self.begin()?;
        let committed = commit_of(&transaction);
        let found = answer(&store.get(&EPOCH.into())?).await?;
        if found.as_f64() != Some(self.epoch) {
            transaction.abort().ok();
            JsFuture::from(committed).await.ok();
            return Err(StorageError::Superseded);
        }
        let put = || -> Result<(), JsValue> {
            for (key, bytes) in pairs {
                if bytes.is_empty() {
                    store.delete(&key.into())?;
                } else {
                    store.put_with_key(&Uint8Array::from(bytes.as_slice()), &key.into())?;
                }
            }
            Ok(())
        };
        if let Err(error) = put() {
            transaction.abort().ok();
            JsFuture::from(committed).await.ok();
            return Err(error.into());
        }
        JsFuture::from(committed).await?;
        Ok(())
    }

    /// Lets go of the database.
    pub fn close(&self) {
        self.database.close();
    }

    fn begin(&self) -> Result<(IdbTransaction, IdbObjectStore), JsValue> {
        let options = Object::new();
        // Committed to the operating system: survives a killed browser, not a power cut.
        Reflect::set(&options, &"durability".into(), &"relaxed".into())?;
        let transaction =
            self.database.unchecked_ref::<WithOptions>().transaction(STORE, "readwrite", &options)?;
        let store = transaction.object_store(STORE)?;
        Ok((transaction, store))
    }
}

/// Resolves when the transaction has committed, rejects with its error when it was aborted.
fn commit_of(transaction: &IdbTransaction) -> Promise {
    Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        let aborted = transaction.clone();
        let abort = Closure::once_into_js(move || {
            let error = Reflect::get(&aborted, &"error".into()).unwrap_or(JsValue::UNDEFINED);
            reject.call1(&JsValue::NULL, &error).ok();
        });
        transaction.set_onabort(Some(abort.unchecked_ref()));
    })
}

/// Waits for a request and answers with its result.
async fn answer(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let settled = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        let failed = request.clone();
        let fail = Closure::once_into_js(move |event: web_sys::Event| {
            // Unprevented, a failed request also aborts its transaction, which reports by itself.
            event.prevent_default();
            let error = Reflect::get(&failed, &"error".into()).unwrap_or(JsValue::UNDEFINED);
            reject.call1(&JsValue::NULL, &error).ok();
        });
        request.set_onerror(Some(fail.unchecked_ref()));
    });
    JsFuture::from(settled).await?;
    request.result()
}

use std::time::Instant;
fn main(){
 let mut lab=lab::Lab::example(1,0);
 let t=Instant::now(); for n in 0..100_000u32 { let b=format!("{{\"TableName\":\"Orders\",\"Item\":{{\"Customer\":{{\"S\":\"c{}\"}},\"Day\":{{\"S\":\"d{}\"}},\"Status\":{{\"S\":\"s{}\"}}}}}}", n%20000, n, n%5); lab.call("PutItem",&b); if n%500==0 { lab.take_writes(); } }
 println!("100k puts {:?}", t.elapsed());
 let t=Instant::now(); let s=lab.snapshot(); println!("snapshot {:?} {}", t.elapsed(), s.tables[0].item_count);
 let t=Instant::now(); let s=lab.check("aws dynamodb put-item --table-name Orders --item '{\"Customer\":{\"S\":\"Kim\"},\"Day\":{\"S\":\"2026-11-20\"}}'"); println!("check {:?} {}", t.elapsed(), s.forecast);
 let t=Instant::now(); lab.complete("aws dynamodb scan --table-name ", 31); println!("complete {:?}", t.elapsed());
 let t=Instant::now(); lab.detail(lab.session().calls()); println!("detail {:?}", t.elapsed());
 let t=Instant::now(); lab.state_hash(); println!("hash {:?}", t.elapsed());
 let mut s=session::Session::new(Default::default());
 let t=Instant::now(); let mut store=std::collections::BTreeMap::new();
 lab.advance(1000); let w=lab.take_writes(); println!("writes {:?} {}", t.elapsed(), w.len());
 s.call("eu-west-2","ListTables","{}");
 for w in s.checkpoint() { store.insert(w.key,w.bytes); }
}

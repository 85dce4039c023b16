//! From a request to a page of rows, one stage per file: filter → keyword ‖ near → fuse → rank → group.

pub mod aggregate;
pub mod autocut;
pub mod bm25;
pub mod boost_scores;
pub mod diagnose;
pub mod explain;
pub mod filter;
pub mod fuse;
pub mod group;
pub mod highlight;
pub mod mmr;
mod narrow;
pub mod near;
pub mod page;
pub mod profile;
pub mod rank;
pub mod request;
mod rescore;
pub mod returns;
pub mod scan;
pub mod search;
pub mod sort;
pub mod targets;

//! A simulated redemption platform: it issues cards, keeps a ledger, orders at shops as
//! WooCommerce's REST API has it, takes their credit calls, and checks in 25 ways that a shop's
//! coupling is right. It knows shops by HTTP only and shares no line with the library under test.

pub mod language;
pub mod money;
pub mod share;
pub mod ledger;
pub mod orders;
pub mod books;
pub mod cards;
pub mod credit;
pub mod intake;
pub mod form;
pub mod profile;
pub mod oauth;
pub mod http;
pub mod calls;
pub mod fault;
pub mod catalogue;
pub mod goods;
pub mod subscription;
pub mod platform;
pub mod webhooks;
pub mod api;
pub mod shop;
pub mod coupling;
pub mod checkout;
pub mod contract;
pub mod figure;
pub mod remedy;
pub mod texts;
pub mod result;
pub mod book;
pub mod way;
pub mod expect;
pub mod ways;
pub mod stand_in;
pub mod run;
pub mod table;
pub mod report;
pub mod command;
pub mod selftest;

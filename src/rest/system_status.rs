//! What integrations ask before anything else: which version answers, and in which currency the shop sells. It says nothing
//! of the machine: tables, pages and tools are named as WooCommerce's, for who looks for them, and are empty.

use super::answer::{Answer, Answered};
use super::arguments::Argument;
use super::call::Call;
use super::fault::Fault;
use super::order_document::symbol;
use crate::error::Result as Done;
use crate::mirror::product_list::{self, Column, Test};
use crate::world::transaction;
use serde_json::{Value, json};

/// The WooCommerce that is answered as.
pub const VERSION: &str = "10.0.2";

pub fn get(call: &Call) -> Answered {
    let shop = &call.client.config.shop;
    let home = call.home();
    Ok(Answer::of(json!({
        "environment": environment(call),
        "database": { "wc_database_version": VERSION, "database_prefix": "wp_", "maxmind_geoip_database": "",
            "database_tables": { "woocommerce": tables(TABLES), "other": tables(OTHER_TABLES) },
            "database_size": { "data": 0, "index": 0 } },
        "active_plugins": [{ "plugin": "woocommerce/woocommerce.php", "name": "WooCommerce",
            "version": VERSION, "version_latest": VERSION, "url": "https://woocommerce.com/",
            "author_name": "koppel", "author_url": home, "network_activated": false }],
        "inactive_plugins": [],
        "dropins_mu_plugins": { "dropins": [], "mu_plugins": [] },
        "theme": { "name": "koppel", "version": "1", "version_latest": "1", "author_url": home,
            "is_child_theme": false, "is_block_theme": false, "has_woocommerce_support": true,
            "has_woocommerce_file": false, "has_outdated_templates": false, "overrides": [],
            "parent_name": "", "parent_version": "", "parent_version_latest": "", "parent_author_url": "" },
        "settings": { "api_enabled": true, "force_ssl": true, "currency": shop.currency.as_str(),
            "currency_symbol": symbol(shop.currency), "currency_position": "left",
            "thousand_separator": ".", "decimal_separator": ",",
            "number_of_decimals": shop.currency.digits(), "geolocation_enabled": false,
            "taxonomies": { "external": "external", "grouped": "grouped", "simple": "simple", "variable": "variable" },
            "product_visibility_terms": named(VISIBILITY), "woocommerce_com_connected": "no",
            "enforce_approved_download_dirs": false, "order_datastore": "koppel",
            "HPOS_enabled": true, "HPOS_sync_enabled": false, "enabled_features": [] },
        "security": { "secure_connection": home.starts_with("https://"), "hide_errors": true },
        "pages": PAGES.iter().map(page).collect::<Vec<Value>>(),
        "post_type_counts": products(call)?,
        "logging": { "logging_enabled": true, "default_handler": "host", "retention_period_days": 0,
            "level_threshold": "warning", "log_directory_size": "0" },
    })))
}

const TABLES: &[&str] = &[
    "woocommerce_sessions",
    "woocommerce_api_keys",
    "woocommerce_attribute_taxonomies",
    "woocommerce_downloadable_product_permissions",
    "woocommerce_order_items",
    "woocommerce_order_itemmeta",
    "woocommerce_tax_rates",
    "woocommerce_tax_rate_locations",
    "woocommerce_shipping_zones",
    "woocommerce_shipping_zone_locations",
    "woocommerce_shipping_zone_methods",
    "woocommerce_payment_tokens",
    "woocommerce_payment_tokenmeta",
    "woocommerce_log",
];

#[rustfmt::skip]
const OTHER_TABLES: &[&str] = &[
    "actionscheduler_actions", "actionscheduler_claims", "actionscheduler_groups", "actionscheduler_logs",
    "commentmeta", "comments", "links", "options", "postmeta", "posts", "termmeta", "terms",
    "term_relationships", "term_taxonomy", "usermeta", "users", "wc_admin_notes", "wc_admin_note_actions",
    "wc_category_lookup", "wc_customer_lookup", "wc_download_log", "wc_order_coupon_lookup",
    "wc_order_product_lookup", "wc_order_stats", "wc_order_tax_lookup", "wc_product_attributes_lookup",
    "wc_product_download_directories", "wc_product_meta_lookup", "wc_rate_limits", "wc_reserved_stock",
    "wc_tax_rate_classes", "wc_webhooks",
];

const VISIBILITY: &[&str] = &[
    "exclude-from-catalog",
    "exclude-from-search",
    "featured",
    "outofstock",
    "rated-1",
    "rated-2",
    "rated-3",
    "rated-4",
    "rated-5",
];

const PAGES: &[&str] = &["Shop base", "Cart", "Checkout", "My account", "Terms and conditions"];

fn tables(names: &[&str]) -> Value {
    let none = json!({ "data": "0.00", "index": "0.00", "engine": "" });
    names.iter().map(|name| (format!("wp_{name}"), none.clone())).collect()
}

fn named(names: &[&str]) -> Value {
    names.iter().map(|name| ((*name).to_owned(), Value::from(*name))).collect()
}

fn page(name: &&str) -> Value {
    json!({
        "page_name": name, "page_id": "", "page_set": false, "page_exists": false,
        "page_visible": false, "shortcode": "", "block": "", "shortcode_required": false,
        "shortcode_present": false, "block_present": false, "block_required": false,
    })
}

/// How much there is, as WooCommerce counts it.
fn products(call: &Call) -> Done<Value> {
    let shop_id = call.shop_id();
    let (_, total) = transaction(&*call.world.store, |tx| {
        product_list::list(tx, shop_id, &[Test::Listed], (Column::Created, false), (0, 1))
    })?;
    Ok(json!([{ "type": "product", "count": total.to_string() }]))
}

/// What WooCommerce lets an administrator do by hand. There is no such cache here, so each is done at once.
struct Tool {
    id: &'static str,
    name: &'static str,
    action: &'static str,
    description: &'static str,
    done: &'static str,
}

const TOOLS: &[Tool] = &[
    Tool {
        id: "clear_transients",
        name: "WooCommerce transients",
        action: "Clear transients",
        description: "Products are always shown as they are: there is nothing to clear.",
        done: "Product transients cleared",
    },
    Tool {
        id: "clear_expired_transients",
        name: "Expired transients",
        action: "Clear transients",
        description: "Nothing expires here that would have to be cleared by hand.",
        done: "0 transients rows cleared",
    },
    Tool {
        id: "clear_expired_download_permissions",
        name: "Used-up download permissions",
        action: "Clean up download permissions",
        description: "No permissions to download are kept here.",
        done: "0 permissions deleted",
    },
    Tool {
        id: "regenerate_product_lookup_tables",
        name: "Product lookup tables",
        action: "Regenerate",
        description: "What products are found by is kept up with every change.",
        done: "Product lookup tables are regenerated",
    },
];

/// A tool, as its schema describes it.
pub const TOOL: &[Argument] = &[
    Argument::text("id").shown(),
    Argument::text("name").shown(),
    Argument::text("action").shown(),
    Argument::text("description").shown(),
    Argument::truth("success"),
    Argument::text("message"),
    Argument::truth("confirm").or("false"),
];

fn tool(call: &Call, one: &Tool) -> Value {
    let list = call.link("/system_status/tools");
    json!({
        "id": one.id, "name": one.name, "action": one.action, "description": one.description,
        "_links": { "item": [{ "href": format!("{list}/{}", one.id), "embeddable": true }] },
    })
}

pub fn list_tools(call: &Call) -> Answered {
    Ok(Answer::of(TOOLS.iter().map(|one| tool(call, one)).collect::<Vec<Value>>().into()))
}

fn find_tool(call: &Call) -> Result<&'static Tool, Fault> {
    let found = TOOLS.iter().find(|one| one.id == call.word);
    found.ok_or_else(|| {
        Fault::new(404, "woocommerce_rest_system_status_tool_invalid_id", "Invalid tool ID.")
    })
}

pub fn get_tool(call: &Call) -> Answered {
    Ok(Answer::of(tool(call, find_tool(call)?)))
}

pub fn run_tool(call: &Call) -> Answered {
    let one = find_tool(call)?;
    let mut shown = tool(call, one);
    (shown["success"], shown["message"]) = (true.into(), one.done.into());
    Ok(Answer::of(shown))
}

/// The members are WooCommerce's; what there is no such thing of is empty.
fn environment(call: &Call) -> Value {
    let home = call.home();
    let language = if call.client.config.shop.language == "nl" { "nl_NL" } else { "en_US" };
    json!({
        "home_url": home, "site_url": home, "store_id": call.shop_id(), "version": VERSION,
        "log_directory": "", "log_directory_writable": false, "wp_version": "6.8.8",
        "wp_multisite": false, "wp_memory_limit": 0, "wp_debug_mode": false, "wp_cron": true,
        "language": language, "external_object_cache": null,
        "server_info": concat!("koppel/", env!("CARGO_PKG_VERSION")), "server_architecture": "",
        "php_version": "8.2", "php_post_max_size": crate::limits::HTTP_BODY_BYTES_MAX,
        "php_max_execution_time": 30, "php_max_input_vars": 1000, "curl_version": "",
        "suhosin_installed": false, "max_upload_size": 0, "mysql_version": "",
        "mysql_version_string": "", "default_timezone": "UTC", "fsockopen_or_curl_enabled": true,
        "soapclient_enabled": false, "domdocument_enabled": false, "gzip_enabled": false,
        "mbstring_enabled": true, "remote_post_successful": true, "remote_post_response": "200",
        "remote_get_successful": true, "remote_get_response": "200",
    })
}

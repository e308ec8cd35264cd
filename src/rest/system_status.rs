//! What integrations ask before anything else: which version answers, and in which currency the shop sells. It says nothing
//! of the machine.

use super::answer::{Answer, Answered};
use super::call::Call;
use super::order_document::symbol;
use serde_json::{Value, json};

/// The WooCommerce that is answered as.
pub const VERSION: &str = "10.0.2";

pub fn get(call: &Call) -> Answered {
    let shop = &call.client.config.shop;
    let home = call.home();
    Ok(Answer::of(json!({
        "environment": environment(call),
        "database": { "wc_database_version": VERSION, "database_prefix": "", "maxmind_geoip_database": "",
            "database_tables": { "woocommerce": {}, "other": {} },
            "database_size": { "data": 0, "index": 0 } },
        "active_plugins": [], "inactive_plugins": [],
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
            "product_visibility_terms": {}, "woocommerce_com_connected": "no",
            "enforce_approved_download_dirs": false, "order_datastore": "koppel",
            "HPOS_enabled": true, "HPOS_sync_enabled": false, "enabled_features": [] },
        "security": { "secure_connection": home.starts_with("https://"), "hide_errors": true },
        "pages": [], "post_type_counts": [],
        "logging": { "logging_enabled": true, "default_handler": "host", "retention_period_days": 0,
            "level_threshold": "warning", "log_directory_size": "0" },
    })))
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

//! THE TABLE: every operation of Oresto's interface, version 4.21, one row each. What is called is read from here alone;
//! the documentation and the declarations of all languages are made from it.

use super::field::{Kind::*, *};
use super::operation::{Danger, Operation, delete, get, post, put, retries_rightly, sorted};
use crate::error::{Code, Error, Result};

/// The table, sorted by name (checked at compile time, as is how a lost answer is treated).
pub static OPERATIONS: [Operation; 82] = ROWS;

const ROWS: [Operation; 82] = [
    get(("brands_list", "4.2.1"), "api/Brands", "The brands.").lookup(),
    get(("categories_list", "4.1.1"), "api/Categories", "The categories of the webshop, a tree.")
        .lookup(),
    get(
        ("categories_list_concatenated", "4.1.2"),
        "api/Categories/GetConcatenated",
        "Each category with the names above it, joined by a bar.",
    )
    .query(&[optional("Reverse", Truth)])
    .lookup(),
    get(
        ("central_product_get_by_ean", "5.3.1"),
        "api/CentralProducts/GetByEan",
        "The product that Oresto keeps with this EAN code.",
    )
    .query(&[EAN])
    .finds_one(),
    get(
        ("central_product_get_by_supplier", "5.4.1"),
        "api/CentralProducts/GetBySupplier",
        "The product that Oresto keeps with this supplier's article code.",
    )
    .query(OF_SUPPLIER)
    .finds_one(),
    get(
        ("central_products_list", "5.1.1"),
        "api/CentralProducts",
        "The products that Oresto keeps; or only those that were deleted.",
    )
    .query(&[
        optional("modifiedDate", Date),
        optional("modifiedEndDate", Date),
        PAGE_SIZE,
        PAGE,
        optional("DeletedProducts", Truth),
        OF_ALL,
    ]),
    get(
        ("central_products_list_articlecodes_by_supplier", "5.5.1"),
        "api/CentralProducts/GetArticlecodesBySupplier",
        "The article codes of the products that Oresto keeps, by supplier.",
    )
    .query(&[optional("OnlyEmptyEan", Truth), OF_ALL]),
    get(
        ("central_products_list_ean", "5.2.1"),
        "api/CentralProducts/GetEan",
        "The EAN codes of the products that Oresto keeps.",
    )
    .query(CHANGED_OWN),
    post(
        ("client_create", "8.2.2"),
        "api/Clients",
        "Adds a client; without a user nobody can order for it.",
    )
    .one("Client", &[CLIENT]),
    delete(("client_delete", "8.2.4"), "api/Clients", "Deletes a client.").query(&[CLIENT]),
    post(
        ("client_link_representative", "8.7.1"),
        "api/Clients/LinkClientToRepresentative",
        "Gives a client a representative.",
    )
    .one("ClientRepresentative", &[CLIENT, required("EmailRepresentative", Text)]),
    post(
        ("client_link_users", "8.5.1"),
        "api/Clients/LinkClientToUsers",
        "Lets users order for a client.",
    )
    .one("ClientUsers", &[CLIENT, required("EmailUsers", Texts)]),
    post(
        ("client_location_create", "8.3.2"),
        "api/ClientLocations",
        "Adds a delivery address to a client.",
    )
    .one("ClientLocation", &[optional("Id", Id), CLIENT]),
    delete(
        ("client_location_delete", "8.3.4"),
        "api/ClientLocations",
        "Deletes one delivery address.",
    )
    .query(&[required("Id", Id), CLIENT]),
    get(
        ("client_location_delivery_dates_get", "8.4.1"),
        "api/ClientLocationDeliveryDates",
        "The days on which an address is delivered to.",
    )
    .query(&[CLIENT, required("ID", Id)]),
    put(
        ("client_location_delivery_dates_replace", "8.4.2"),
        "api/ClientLocationDeliveryDates",
        "Replaces all days on which an address is delivered to.",
    )
    .one(
        "ClientLocationDeliveryDates",
        &[required("ClientLocationId", Id), required("DeliveryDates", Days)],
    )
    .danger(Danger::EmptyList("DeliveryDates")),
    put(("client_location_update", "8.3.3"), "api/ClientLocations", "Changes a delivery address.")
        .one("ClientLocation", &[required("Id", Id)]),
    delete(
        ("client_locations_delete_all", "8.3.5"),
        "api/ClientLocations",
        "Deletes every delivery address of a client.",
    )
    .query(&[CLIENT])
    .danger(Danger::Always),
    get(
        ("client_locations_list", "8.3.1"),
        "api/ClientLocations",
        "The delivery addresses of the clients.",
    )
    .query(&[optional("ClientNumber", Text)]),
    get(
        ("client_orders_list", "10.1.1"),
        "api/ Clients/GetClientOrders",
        "The orders of the clients, with the free samples they asked for.",
    )
    .corrected("api/Clients/GetClientOrders")
    .query(&[
        optional("ClientNumber", Text),
        optional("OldestFirst", Truth),
        PAGE,
        PAGE_SIZE,
        required("Processed", Truth),
    ]),
    put(
        ("client_orders_process", "10.2.1"),
        "api/ClientOrders/ProcessOrders",
        "Ticks orders off: they are not offered again.",
    )
    .one("ClientOrders", &[CLIENT, required("OrderNumbers", Texts)])
    .danger(Danger::EmptyList("OrderNumbers")),
    post(
        ("client_product_create", "9.1.2"),
        "api/ClientProducts",
        "Gives a client a price, an offer or a product of its own.",
    )
    .one("ClientProduct", FOR_CLIENT),
    delete(
        ("client_product_delete", "9.1.7"),
        "api/ClientProducts",
        "Takes away what a client has of its own for a product.",
    )
    .query(&[ARTICLE, CLIENT]),
    put(
        ("client_product_update", "9.1.5"),
        "api/ClientProducts",
        "Changes what a client has of its own for a product.",
    )
    .one("ClientProduct", FOR_CLIENT),
    post(
        ("client_products_add_or_update_multiple", "9.1.4"),
        "api/ClientProducts/Multiple/AddOrUpdate",
        "Adds or changes many; answers each that failed.",
    )
    .many("ClientProduct", FOR_CLIENT)
    .repeats(),
    post(
        ("client_products_create_multiple", "9.1.3"),
        "api/ClientProducts/Multiple",
        "As client_product_create, for many; answers each that failed.",
    )
    .many("ClientProduct", FOR_CLIENT),
    delete(
        ("client_products_delete_all", "9.1.8"),
        "api/ClientProducts",
        "Takes away what a client, or every client, has of its own.",
    )
    .query(&[optional("ClientNumber", Text)])
    .danger(Danger::AllWithout("ClientNumber")),
    get(
        ("client_products_list", "9.1.1"),
        "api/ClientProducts",
        "The products with a price of their own for a client.",
    ),
    put(
        ("client_products_update_multiple", "9.1.6"),
        "api/ClientProducts/Multiple",
        "As client_product_update, for many; answers each that failed.",
    )
    .many("ClientProduct", FOR_CLIENT),
    get(
        ("client_segments_list", "8.1.1"),
        "api/ClientSegments",
        "The segments that clients belong to.",
    )
    .lookup(),
    post(
        ("client_unlink_representative", "8.8.1"),
        "api/Clients/UnlinkClientFromRepresentative",
        "Takes a representative from a client.",
    )
    .one("ClientRepresentative", &[CLIENT, required("EmailRepresentative", Text)]),
    post(
        ("client_unlink_users", "8.6.1"),
        "api/Clients/UnlinkClientFromUsers",
        "Lets users no longer order for a client.",
    )
    .one("ClientUsers", &[CLIENT, required("EmailUsers", Texts)]),
    put(("client_update", "8.2.3"), "api/Clients", "Changes a client.").one("Client", &[CLIENT]),
    get(("clients_list", "8.2.1"), "api/Clients", "The clients."),
    get(("content_types_list", "4.4.1"), "api/ContentTypes", "In what a content is measured.")
        .lookup(),
    get(
        ("error_logs_get_by_day", "11.1.1"),
        "api/ErrorLogs",
        "What went wrong with the wholesaler's own calls on a day.",
    )
    .query(&[required("Date", Date)]),
    get(
        ("error_logs_get_page", "11.2.1"),
        "api/ErrorLogs",
        "What went wrong with the wholesaler's own calls, fifty at a time.",
    )
    .query(&[required("Page", Number)]),
    post(
        ("link_product_create", "7.1.2"),
        "api/LinkProducts",
        "Links a product that Oresto keeps, by EAN code or supplier.",
    )
    .one("LinkProduct", LINKED)
    .one_of(&["EanCode", "Supplier"]),
    delete(
        ("link_product_delete", "7.1.5"),
        "api/Products",
        "Ends the link; the printed path deletes an own product instead.",
    )
    .corrected("api/LinkProducts")
    .query(&[ARTICLE])
    .danger(Danger::PathOfAnother),
    get(
        ("link_product_get_by_ean", "7.4.1"),
        "api/LinkProducts/GetByEan",
        "The linked product with this EAN code.",
    )
    .query(&[EAN])
    .finds_one(),
    get(
        ("link_product_get_by_supplier", "7.5.1"),
        "api/LinkProducts/GetBySupplier",
        "The linked product with this supplier's article code, a line for each way of buying it.",
    )
    .query(OF_SUPPLIER)
    .finds_one(),
    get(
        ("link_product_get_by_wholesaler_article_number", "7.6.1"),
        "api/LinkProducts/GetByWholesalerArticleNumber",
        "The linked product with this article number.",
    )
    .query(&[ARTICLE])
    .finds_one(),
    put(("link_product_update", "7.1.3"), "api/LinkProducts", "Changes a linked product.")
        .one("LinkProduct", SOLD),
    put(
        ("link_product_update_sales", "7.1.4"),
        "api/LinkProducts/Sales",
        "Changes the sales data of a linked product.",
    )
    .one("LinkProductSales", SOLD),
    get(("link_products_list", "7.1.1"), "api/LinkProducts", "The linked products.").query(&[
        optional("ModifiedDate", Date),
        optional("ModifiedEndDate", Date),
        PAGE_SIZE,
        PAGE,
    ]),
    get(
        ("link_products_list_ean", "7.2.1"),
        "api/LinkProducts/GetEan",
        "The EAN codes of the linked products.",
    )
    .query(CHANGED),
    get(
        ("link_products_list_wholesaler_article_numbers", "7.3.1"),
        "api/LinkProducts/GetWholesalerArticleNumbers",
        "The article numbers of the linked products.",
    )
    .query(CHANGED),
    get(("multiplier_types_list", "4.6.1"), "api/MultiplierTypes", "What a multiplier counts.")
        .lookup(),
    delete(
        ("orderlist_item_delete", "8.15.4"),
        "api/Clients/OrderListItems",
        "Takes one article number off a client's order list.",
    )
    .query(&[CLIENT, ARTICLE]),
    post(
        ("orderlist_items_add", "8.15.2"),
        "api/Clients/ OrderlistItems",
        "Adds article numbers to a client's order list.",
    )
    .corrected("api/Clients/OrderlistItems")
    .one("OrderlistItems", &[CLIENT, required("WholesalerArticleNumbers", Texts)]),
    get(
        ("orderlist_items_list", "8.15.1"),
        "api/Clients/OrderlistItems",
        "The article numbers on a client's order list.",
    )
    .query(&[CLIENT]),
    put(
        ("orderlist_items_replace", "8.15.3"),
        "api/Clients/OrderListItems",
        "Replaces the whole of a client's order list.",
    )
    .one("OrderlistItems", &[CLIENT, required("WholesalerArticleNumbers", Texts)])
    .danger(Danger::EmptyList("WholesalerArticleNumbers")),
    get(("producers_list", "4.7.1"), "api/Producers", "The producers.").lookup(),
    post(
        ("product_create", "6.1.2"),
        "api/Products",
        "Adds an own product, which Oresto must not keep itself.",
    )
    .one("Product", SOLD),
    delete(("product_delete", "6.1.5"), "api/Products", "Deletes an own product.")
        .query(&[ARTICLE]),
    get(
        ("product_get_by_ean", "6.4.1"),
        "api/Products/GetByEan",
        "The own product with this EAN code.",
    )
    .query(&[EAN])
    .finds_one(),
    get(
        ("product_get_by_supplier", "6.5.1"),
        "api/Products/GetbySupplier",
        "The own product with this supplier's article code, a line for each way of buying it.",
    )
    .corrected("api/Products/GetBySupplier")
    .query(OF_SUPPLIER)
    .finds_one(),
    get(
        ("product_get_by_wholesaler_article_number", "6.6.1"),
        "api/Products/GetByWholesalerArticleNumber",
        "The own product with this article number.",
    )
    .query(&[ARTICLE])
    .finds_one(),
    post(
        ("product_photo_create", "6.7.2"),
        "api/ProductPhotos",
        "Adds a photo to an own product, for one language or for all.",
    )
    .one(
        "ProductPhoto",
        &[
            ARTICLE,
            required("Photo", Bytes),
            required("PhotoName", Text),
            optional("LanguageCode", Text),
        ],
    ),
    delete(
        ("product_photo_delete", "6.7.3"),
        "api/ProductPhotos",
        "Deletes a photo of an own product.",
    )
    .query(&[ARTICLE, required("PhotoId", Id)]),
    get(
        ("product_photos_list", "6.7.1"),
        "api/ProductPhotos",
        "The photos of the own products, or the products without one.",
    )
    .query(&[optional("HasPhotos", Truth)]),
    put(
        ("product_update", "6.1.3"),
        "api/Products",
        "Changes an own product: all of its fields are sent.",
    )
    .one("Product", SOLD),
    put(
        ("product_update_sales", "6.1.4"),
        "api/Products/Sales",
        "Changes the sales data of an own or a linked product.",
    )
    .one("ProductSales", SOLD),
    get(("products_list", "6.1.1"), "api/Products", "The wholesaler's own products.").query(&[
        optional("ModifiedDate", Date),
        optional("ModifiedEndDate", Date),
        optional("ExcludeCentralProducts", Truth),
        PAGE_SIZE,
        PAGE,
        OF_ALL,
    ]),
    get(
        ("products_list_ean", "6.2.1"),
        "api/Products/GetEan",
        "The EAN codes of the own products.",
    )
    .query(CHANGED_OWN),
    get(
        ("products_list_wholesaler_article_numbers", "6.3.1"),
        "api/Products/GetWholesalerArticleNumbers",
        "The article numbers of the own products.",
    )
    .query(CHANGED_OWN),
    post(
        ("representative_create", "8.9.2"),
        "api/Representatives",
        "Adds a representative, with the clients.",
    )
    .one("Representative", &[EMAIL, optional("ClientNumbers", Texts)]),
    delete(("representative_delete", "8.9.4"), "api/Representatives", "Deletes a representative.")
        .query(&[EMAIL]),
    post(
        ("representative_link_clients", "8.10.1"),
        "api/Representatives/LinkRepresentativeToClients",
        "Gives a representative clients.",
    )
    .one(
        "RepresentativeClients",
        &[required("EmailRepresentative", Text), required("ClientNumbers", Texts)],
    ),
    post(
        ("representative_unlink_clients", "8.11.1"),
        "api/Representatives/UnlinkRepresentativeFromClients",
        "Takes clients from a representative.",
    )
    .one(
        "RepresentativeClients",
        &[required("EmailRepresentative", Text), required("ClientNumbers", Texts)],
    ),
    put(
        ("representative_update", "8.9.3"),
        "api/Representatives",
        "Changes a representative; NewEmail gives another address.",
    )
    .one("Representative", &[EMAIL, optional("NewEmail", Text)]),
    get(("representatives_list", "8.9.1"), "api/Representatives", "The representatives."),
    get(
        ("storage_conditions_list", "4.3.1"),
        "api/StorageConditions",
        r#"How products are stored; "Alle" is for those that none fits."#,
    )
    .lookup(),
    get(
        ("supplier_get_by_vat", "4.8.2"),
        "api/Supplier/GetByVat",
        "The supplier with this VAT number.",
    )
    .corrected("api/Suppliers/GetByVat")
    .query(&[required("VatNumber", Text), required("VatCountryCode", Text)])
    .finds_one(),
    get(("suppliers_list", "4.8.1"), "api/Suppliers", "The suppliers.").lookup(),
    get(
        ("unit_sales_prices_list", "4.5.1"),
        "api/UnitSalesPrices",
        "For what a sales price is: a kilogram, a litre, a piece.",
    )
    .lookup(),
    post(("user_create", "8.12.2"), "api/Users", "Adds a user of a client that exists.")
        .one("User", &[EMAIL, CLIENT]),
    delete(("user_delete", "8.12.4"), "api/Users", "Deletes a user.").query(&[EMAIL]),
    post(
        ("user_link_client", "8.13.1"),
        "api/Users/LinkUserToClient",
        "Lets a user order for a client.",
    )
    .one("UserClient", &[required("EmailUser", Text), CLIENT]),
    post(
        ("user_unlink_client", "8.14.1"),
        "api/Users/UnlinkUserFromClient",
        "Lets a user no longer order for a client.",
    )
    .one("UserClient", &[required("EmailUser", Text), CLIENT]),
    put(("user_update", "8.12.3"), "api/Users", "Changes a user; NewEmail gives another address.")
        .one("User", &[EMAIL, optional("NewEmail", Text)]),
    get(("users_list", "8.12.1"), "api/Users", "The users who order for clients."),
];

const _: () = assert!(sorted(&ROWS), "the operations are sorted by name, each name once");
const _: () = assert!(retries_rightly(&ROWS), "a GET is sent again, a POST is not");

/// The operation of this name.
pub fn find(name: &str) -> Result<&'static Operation> {
    let found = OPERATIONS.binary_search_by_key(&name, |operation| operation.name);
    found.ok().and_then(|index| OPERATIONS.get(index)).ok_or_else(|| {
        let shown: String = name.chars().take(60).collect();
        let message = format!("Oresto has no operation '{shown}'; docs/oresto.md lists them all.");
        Error::new(Code::OrestoUnknownOperation, message).at("/operation")
    })
}

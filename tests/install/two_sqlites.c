/* A program with an SQLite of its own, and koppel linked into it as well: each works, on its own
 * copy. two_sqlites FOLDER */
#include <koppel.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

int main(int count, char **arguments) {
    char config[600], path[300];
    if (count != 2) return 2;
    snprintf(path, sizeof path, "%s/own.db", arguments[1]);
    sqlite3 *own = NULL;
    if (sqlite3_open(path, &own) != SQLITE_OK) return 3;
    if (sqlite3_exec(own, "CREATE TABLE mine (a); INSERT INTO mine VALUES (1)", NULL, NULL, NULL) !=
        SQLITE_OK)
        return 4;
    snprintf(
        config, sizeof config,
        "{\"store\":\"sqlite:%s/koppel/"
        "shop.db\",\"shop\":{\"shop_id\":\"x\",\"currency\":\"EUR\",\"prices_include_vat\":true}}",
        arguments[1]);
    koppel_client *client = NULL;
    koppel_doc *doc = NULL;
    if (koppel_client_open(config, strlen(config), &client, &doc) != KOPPEL_OK) return 5;
    koppel_doc_free(doc);
    koppel_status status = koppel_outbox_drain(client, "{}", 2, &doc);
    if (status != KOPPEL_OK) fprintf(stderr, "%s\n", koppel_doc_data(doc));
    koppel_doc_free(doc);
    koppel_client_close(client);
    sqlite3_close(own);
    /* The header's release is the library's: this program called its own. */
    printf("%s\n", strcmp(sqlite3_libversion(), SQLITE_VERSION) == 0 ? "its own" : "another's");
    return status == KOPPEL_OK ? 0 : 6;
}

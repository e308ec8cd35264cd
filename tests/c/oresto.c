/* Oresto from C: an operation and a flow reach the webshop at the address of the first argument, with a store in the folder
 * of the second; what is wrong is refused before it is sent. Silent when all holds. */
#include "koppel.h"

#include "check.h"

static void text_is(koppel_doc *doc, const char *pointer, const char *expected) {
    const char *text = NULL;
    size_t length = 0;
    CHECK(koppel_doc_text(doc, pointer, &text, &length) == KOPPEL_OK);
    CHECK_TEXT(text, expected);
}

int main(int count, char **arguments) {
    static const char brands[] = "{\"operation\":\"brands_list\"}";
    static const char clients[] =
        "{\"flow\":\"clients\",\"items\":[{\"client\":{\"ClientNumber\":\"K1\",\"ClientSegmentId\":1},"
        "\"users\":[{\"Email\":\"chef+1@resto.example\"}]}]}";
    static const char users[] = "{\"operation\":\"users_list\"}";
    static const char refused[] =
        "{\"operation\":\"client_delete\",\"parameters\":{\"ClientNumber\":\"\"}}";
    char config[1024];
    koppel_client *client = NULL;
    koppel_doc *doc = NULL;
    CHECK(count == 3);
    int length = snprintf(
        config, sizeof config,
        "{\"store\":\"sqlite:%s/shop.db\",\"shop\":{\"shop_id\":\"g\",\"currency\":\"EUR\",\"country\":\"BE\","
        "\"prices_include_vat\":false},\"wire\":{\"allow_addresses\":[\"%s\"]},\"oresto\":{\"environment\":"
        "\"test\",\"base_url\":\"http://%s/api\",\"login\":\"demo\",\"password\":\"test\"}}",
        arguments[2], arguments[1], arguments[1]);
    CHECK(length > 0 && (size_t)length < sizeof config);
    CHECK(koppel_client_open(config, (size_t)length, &client, &doc) == KOPPEL_OK);
    koppel_doc_free(doc);

    CHECK(koppel_oresto_call(client, brands, strlen(brands), &doc) == KOPPEL_OK);
    text_is(doc, "/data/1/Name", "Polderzuivel");
    koppel_doc_free(doc);

    CHECK(koppel_oresto_sync(client, clients, strlen(clients), &doc) == KOPPEL_OK);
    text_is(doc, "/done", "1");
    text_is(doc, "/left", "0");
    koppel_doc_free(doc);

    CHECK(koppel_oresto_call(client, users, strlen(users), &doc) == KOPPEL_OK);
    text_is(doc, "/data/0/Email", "chef+1@resto.example");
    text_is(doc, "/data/0/ClientNumbers/0", "K1");
    koppel_doc_free(doc);

    CHECK(koppel_oresto_call(client, refused, strlen(refused), &doc) == KOPPEL_INVALID);
    text_is(doc, "/error/code", "json.wrong_type");
    text_is(doc, "/error/path", "/parameters/ClientNumber");
    koppel_doc_free(doc);
    koppel_client_close(client);
    return 0;
}

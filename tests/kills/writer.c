/* A till in C that is killed at any moment: it records orders, credits returns and drains. What it was told is safe it
 * notes; whatever it was doing when it was killed, it does again.
 *   writer FOLDER NAME PLATFORM */
#include <koppel.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char text[4096];

/* Makes a call until it is answered; a store that others keep locked is tried again. */
static koppel_doc *call(koppel_client *client, const char *method) {
    for (int tries = 0; tries < 50; tries++) {
        koppel_doc *out = NULL;
        koppel_status status =
            koppel_call(client, method, strlen(method), text, strlen(text), &out);
        if (status == KOPPEL_OK) {
            return out;
        }
        if (status != KOPPEL_BUSY) {
            fprintf(stderr, "%s: %.*s\n", method, (int)koppel_doc_size(out), koppel_doc_data(out));
            exit(1);
        }
        koppel_doc_free(out);
    }
    fprintf(stderr, "%s is never answered\n", method);
    exit(1);
}

/* A line that is there whole or not at all, also after a kill. */
static void note(const char *folder, const char *file, const char *line, size_t length) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    FILE *opened = fopen(path, "a");
    fprintf(opened, "%.*s\n", (int)length, line);
    fclose(opened);
}

static long lines_of(const char *folder, const char *file) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    FILE *opened = fopen(path, "r");
    long lines = 0;
    for (int letter; opened && (letter = fgetc(opened)) != EOF;) {
        lines += letter == '\n';
    }
    if (opened) {
        fclose(opened);
    }
    return lines;
}

int main(int count, char **arguments) {
    if (count != 4) {
        return 2;
    }
    const char *folder = arguments[1], *name = arguments[2], *platform = arguments[3];
    snprintf(text, sizeof text,
             "{\"store\":\"sqlite:%s/store/shop.db\",\"shop\":{\"shop_id\":\"x\",\"currency\":\"EUR\","
             "\"country\":\"NL\",\"prices_include_vat\":true},\"platforms\":[{\"platform_id\":\"p\","
             "\"profile\":\"ohis\",\"environment\":\"test\",\"base_url\":\"http://%s\",\"key\":\"k\","
             "\"secret\":\"s\"}],\"wire\":{\"allow_addresses\":[\"%s\"]}}",
             folder, platform, platform);
    koppel_client *client = NULL;
    koppel_doc *out = NULL;
    if (koppel_client_open(text, strlen(text), &client, &out) != KOPPEL_OK) {
        fprintf(stderr, "%.*s\n", (int)koppel_doc_size(out), koppel_doc_data(out));
        return 1;
    }
    koppel_doc_free(out);
    char tries[64], order[64];
    snprintf(tries, sizeof tries, "tries-%s", name);
    long last = lines_of(folder, tries);
    for (long nth = last > 0 ? last : 1;; nth++) {
        snprintf(order, sizeof order, "%s-%ld", name, nth);
        if (nth > last) {
            note(folder, tries, order, strlen(order));
        }
        snprintf(text, sizeof text,
                 "{\"platform_id\":\"p\",\"order\":{\"platform_order_id\":\"%s\",\"currency\":\"EUR\","
                 "\"status\":\"processing\",\"total_amount\":\"38.85\",\"lines\":[{\"line_id\":\"1\","
                 "\"kind\":\"product\",\"quantity\":3,\"gross_amount\":\"38.85\",\"vat_rate\":\"21\"}],"
                 "\"tenders\":[{\"tender_id\":\"card-7\",\"kind\":\"multi_purpose\",\"amount\":\"38.85\"}]}}",
                 order);
        koppel_doc_free(call(client, "order_record"));
        snprintf(text, sizeof text,
                 "{\"platform_id\":\"p\",\"platform_order_id\":\"%s\",\"return_id\":\"r\","
                 "\"lines\":[{\"line_id\":\"1\",\"quantity\":1}]}",
                 order);
        koppel_doc *refund = call(client, "return_credit");
        const char *key = NULL;
        size_t length = 0;
        if (koppel_doc_text(refund, "/entries/0/key", &key, &length) != KOPPEL_OK) {
            return 1;
        }
        note(folder, "acknowledged", key, length);
        koppel_doc_free(refund);
        snprintf(text, sizeof text, "{\"max_ms\":500,\"max_entries\":8}");
        koppel_doc_free(call(client, "outbox_drain"));
    }
}

/* A till: reads what is scanned and typed, one command a line, and prints receipts.
 *   till FOLDER      with koppel.json and articles.csv; the store is made there */
#include "sale.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char *path_in(const char *folder, const char *name) {
    static char path[600];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* How many sales and returns there were outlives the program: their numbers are never given twice.
 */
static void numbers_read(till *of) {
    FILE *file = fopen(path_in(of->folder, "numbers"), "r");
    if (file == NULL) return;
    if (fscanf(file, "%ld %ld", &of->sales, &of->returns) != 2) abort();
    fclose(file);
}

static void numbers_write(const till *of) {
    FILE *file = fopen(path_in(of->folder, "numbers"), "w");
    if (file == NULL) abort();
    fprintf(file, "%ld %ld\n", of->sales, of->returns);
    fclose(file);
}

static koppel_client *opened(const char *folder) {
    static char config[65536];
    FILE *file = fopen(path_in(folder, "koppel.json"), "r");
    if (file == NULL) return NULL;
    size_t length = fread(config, 1, sizeof config, file);
    fclose(file);
    koppel_client *client = NULL;
    koppel_doc *doc = NULL;
    if (koppel_client_open(config, length, &client, &doc) != KOPPEL_OK)
        fprintf(stderr, "%s\n", koppel_doc_data(doc));
    koppel_doc_free(doc);
    return client;
}

static int64_t cents(const char *typed) {
    long euros = 0;
    int cents = 0;
    return sscanf(typed, "%ld.%2d", &euros, &cents) < 1 ? 0 : (int64_t)euros * 100 + cents;
}

/* Sends what is due, and closes the day: koppel counts its receipts too, and says if a figure
 * differs. */
static void close_day(till *of) {
    static json request;
    const char *left = "";
    koppel_doc *doc = till_drain(of);
    if (doc != NULL) koppel_doc_text(doc, "/left", &left, NULL);
    if (doc != NULL) printf("Left to be sent: %s\n", left);
    koppel_doc_free(doc);
    json_begin(&request);
    json_text(&request, "kind", "day_close");
    json_open(&request, "items", '[');
    json_open(&request, NULL, '{');
    json_text(&request, "business_day", of->day);
    json_whole(&request, "receipt_count", of->receipts);
    json_minor(&request, "total_amount", of->total);
    json_close(&request, '{');
    json_close(&request, '[');
    json_close(&request, '{');
    doc = till_ask(of, "records_put", &request);
    if (doc != NULL) printf("Closed: %ld receipts, %s\n", of->receipts, amount(of->total).text);
    koppel_doc_free(doc);
}

static void run(till *of) {
    static sale now;
    char line[200], word[16], first[80], second[80];
    while (fgets(line, sizeof line, stdin) != NULL) {
        long quantity = 1;
        first[0] = second[0] = '\0';
        if (sscanf(line, "%15s %79s %79s %ld", word, first, second, &quantity) < 1) continue;
        if (strcmp(word, "scan") == 0) {
            sale_scan(&now, first, second[0] == '\0' ? 1 : strtol(second, NULL, 10));
        } else if (strcmp(word, "card") == 0) {
            sale_card_shown(of, &now, first);
        } else if (strcmp(word, "cash") == 0) {
            if (sale_pay(of, &now, cents(first))) now = (sale){0};
            numbers_write(of);
        } else if (strcmp(word, "return") == 0) {
            sale_return(of, first, second, quantity);
            numbers_write(of);
        } else if (strcmp(word, "close") == 0) {
            close_day(of);
        } else {
            printf("! scan, card, cash, return or close\n");
        }
    }
}

int main(int count, char **arguments) {
    if (count != 2) return 2;
    if (koppel_abi_check(KOPPEL_ABI_VERSION, KOPPEL_VERSION_NUMBER) != KOPPEL_OK) return 3;
    till counter = {.folder = arguments[1]};
    time_t now = time(NULL);
    strftime(counter.day, sizeof counter.day, "%Y-%m-%d", localtime(&now));
    numbers_read(&counter);
    counter.koppel = opened(counter.folder);
    if (counter.koppel == NULL || !articles_read(path_in(counter.folder, "articles.csv"))) return 1;
    run(&counter);
    koppel_client_close(counter.koppel);
    return 0;
}

#include "sale.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char platform[] = "city-butler";

/* The time in so many seconds, as RFC 3339 has it. */
typedef struct moment {
    char text[40];
} moment;
static moment in_seconds(long seconds) {
    moment written;
    time_t at = time(NULL) + seconds;
    strftime(written.text, sizeof written.text, "%Y-%m-%dT%H:%M:%S+00:00", gmtime(&at));
    return written;
}

koppel_doc *till_ask(till *of, const char *method, const json *request) {
    koppel_doc *doc = NULL;
    const char *code = "", *message = "";
    if (koppel_call(of->koppel, method, strlen(method), request->bytes, request->length, &doc) ==
        KOPPEL_OK)
        return doc;
    koppel_doc_text(doc, "/error/code", &code, NULL);
    koppel_doc_text(doc, "/error/message", &message, NULL);
    printf("! %s: %s\n", code, message);
    koppel_doc_free(doc);
    return NULL;
}

koppel_doc *till_drain(till *of) {
    static json request;
    json_begin(&request);
    json_whole(&request, "max_ms", 2000);
    json_close(&request, '{');
    return till_ask(of, "outbox_drain", &request);
}

/* What stands at `/list/nth/member`: a text, "" where there is none. */
static const char *text_of(const koppel_doc *doc, const char *list, size_t nth,
                           const char *member) {
    char pointer[120];
    const char *text = NULL;
    snprintf(pointer, sizeof pointer, "/%s/%zu/%s", list, nth, member);
    koppel_doc_text(doc, pointer, &text, NULL);
    return text == NULL ? "" : text;
}

static int64_t minor_of(const koppel_doc *doc, const char *list, size_t nth, const char *member) {
    char pointer[120];
    int64_t minor = 0;
    snprintf(pointer, sizeof pointer, "/%s/%zu/%s", list, nth, member);
    koppel_doc_minor(doc, pointer, &minor);
    return minor;
}

/* How many there are, of those that there is room for. */
static size_t count_of(const koppel_doc *doc, const char *pointer, size_t most) {
    size_t count = 0;
    koppel_doc_count(doc, pointer, &count);
    return count < most ? count : most;
}

static const char *last_four(const char *card) {
    size_t length = strlen(card);
    return length > 4 ? card + length - 4 : card;
}

void sale_scan(sale *of, const char *barcode, long quantity) {
    receipt *onto = &of->receipt;
    const article *found = article_by_barcode(barcode);
    if (found == NULL) {
        printf("! No article has the barcode %s.\n", barcode);
        return;
    }
    if (quantity < 1 || quantity > 999 || onto->line_count == LINES_MAX) {
        printf("! That is more than one sale can hold.\n");
        return;
    }
    receipt_line *line = &onto->lines[onto->line_count++];
    *line = (receipt_line){found, quantity, quantity * found->price, 0};
    printf("%ld x %s %s\n", quantity, found->name, amount(line->amount).text);
}

void sale_card_shown(till *at, sale *of, const char *number) {
    static json request;
    if (of->card_count == CARDS_MAX) return;
    json_begin(&request);
    json_text(&request, "platform_id", platform);
    json_text(&request, "card", number);
    json_close(&request, '{');
    koppel_doc *doc = till_ask(at, "card_balance", &request);
    if (doc == NULL) return;
    const char *card_id = "", *balance = "";
    koppel_doc_text(doc, "/card_id", &card_id, NULL);
    koppel_doc_text(doc, "/balance", &balance, NULL);
    sale_card *card = &of->cards[of->card_count++];
    snprintf(card->number, sizeof card->number, "%s", number);
    snprintf(card->card_id, sizeof card->card_id, "%s", card_id);
    snprintf(card->balance, sizeof card->balance, "%s", balance);
    printf("Card %s has %s\n", last_four(number), balance);
    koppel_doc_free(doc);
}

/* The lines as payment_split takes them, or with names, as an order has them. */
static void write_lines(json *to, const receipt *of, int with_names) {
    json_open(to, "lines", '[');
    for (int nth = 0; nth < of->line_count; nth++) {
        const receipt_line *line = &of->lines[nth];
        char line_id[12];
        snprintf(line_id, sizeof line_id, "%d", nth + 1);
        json_open(to, NULL, '{');
        json_text(to, "line_id", line_id);
        json_text(to, "kind", "product");
        json_text(to, "supplier_id", "duurzaam-dorp");
        json_text(to, "product_id", line->article->code);
        if (with_names) json_text(to, "name", line->article->name);
        json_whole(to, "quantity", line->quantity);
        json_minor(to, "gross_amount", line->amount);
        json_text(to, "vat_rate", line->article->vat_rate);
        json_close(to, '{');
    }
    json_close(to, '[');
}

static koppel_doc *split(till *at, const sale *of) {
    static json request;
    json_begin(&request);
    json_text(&request, "order_id", of->receipt.id);
    json_text(&request, "currency", "EUR");
    json_text(&request, "calculated_at", in_seconds(0).text);
    write_lines(&request, &of->receipt, 0);
    json_open(&request, "vouchers", '[');
    for (int nth = 0; nth < of->card_count; nth++) {
        json_open(&request, NULL, '{');
        json_text(&request, "voucher_id", of->cards[nth].card_id);
        json_text(&request, "kind", "multi_purpose");
        json_text(&request, "balance", of->cards[nth].balance);
        json_close(&request, '{');
    }
    json_close(&request, '[');
    json_open(&request, "remainder", '{');
    json_text(&request, "tender_id", "cash");
    json_close(&request, '{');
    json_close(&request, '{');
    return till_ask(at, "payment_split", &request);
}

/* Makes a call on each hold of the sale: card_capture or card_release. */
static void end_holds(till *at, sale *of, const char *method) {
    static json request;
    for (int nth = 0; nth < of->card_count; nth++) {
        if (of->cards[nth].hold_id[0] == '\0') continue;
        json_begin(&request);
        json_text(&request, "hold_id", of->cards[nth].hold_id);
        json_close(&request, '{');
        koppel_doc_free(till_ask(at, method, &request));
        of->cards[nth].hold_id[0] = '\0';
    }
}

/* Holds what each card pays; all of it, or nothing. */
static int hold_cards(till *at, sale *of, const koppel_doc *paid) {
    static json request;
    size_t tenders = count_of(paid, "/tenders", CARDS_MAX + 1);
    for (size_t tender = 0; tender < tenders; tender++) {
        for (int nth = 0; nth < of->card_count; nth++) {
            sale_card *card = &of->cards[nth];
            if (strcmp(card->card_id, text_of(paid, "tenders", tender, "tender_id")) != 0) continue;
            json_begin(&request);
            json_text(&request, "platform_id", platform);
            json_text(&request, "order_id", of->receipt.id);
            json_text(&request, "card", card->number);
            json_text(&request, "amount", text_of(paid, "tenders", tender, "amount"));
            json_text(&request, "expires_at", in_seconds(600).text);
            json_close(&request, '{');
            koppel_doc *doc = till_ask(at, "card_hold", &request);
            const char *hold_id = "";
            if (doc != NULL) koppel_doc_text(doc, "/hold_id", &hold_id, NULL);
            snprintf(card->hold_id, sizeof card->hold_id, "%s", hold_id);
            koppel_doc_free(doc);
            if (card->hold_id[0] == '\0') {
                end_holds(at, of, "card_release");
                return 0;
            }
        }
    }
    return 1;
}

/* The order, as its platform learns it: durable when this returns, sent when the till drains. */
static int push(till *at, const sale *of, const koppel_doc *paid) {
    static json request;
    const char *total = "";
    koppel_doc_text(paid, "/total_amount", &total, NULL);
    json_begin(&request);
    json_text(&request, "platform_id", platform);
    json_open(&request, "order", '{');
    json_text(&request, "order_id", of->receipt.id);
    json_text(&request, "number", of->receipt.id);
    json_text(&request, "currency", "EUR");
    json_text(&request, "status", "completed");
    write_lines(&request, &of->receipt, 1);
    json_open(&request, "tenders", '[');
    size_t tenders = count_of(paid, "/tenders", CARDS_MAX + 1);
    for (size_t nth = 0; nth < tenders; nth++) {
        json_open(&request, NULL, '{');
        json_text(&request, "tender_id", text_of(paid, "tenders", nth, "tender_id"));
        json_text(&request, "kind", text_of(paid, "tenders", nth, "kind"));
        json_text(&request, "amount", text_of(paid, "tenders", nth, "amount"));
        json_close(&request, '{');
    }
    json_close(&request, '[');
    json_text(&request, "total_amount", total);
    json_close(&request, '{');
    json_close(&request, '{');
    koppel_doc *doc = till_ask(at, "order_push", &request);
    koppel_doc_free(doc);
    return doc != NULL;
}

/* The VAT by rate; `sign` is -1 for a return. */
static void take_vat(receipt *onto, const koppel_doc *doc, int sign) {
    onto->vat_count = (int)count_of(doc, "/vat", RATES_MAX);
    for (int nth = 0; nth < onto->vat_count; nth++) {
        receipt_vat *vat = &onto->vats[nth];
        snprintf(vat->rate, sizeof vat->rate, "%s", text_of(doc, "vat", (size_t)nth, "vat_rate"));
        vat->gross = sign * minor_of(doc, "vat", (size_t)nth, "gross_amount");
        vat->vat = sign * minor_of(doc, "vat", (size_t)nth, "vat_amount");
    }
}

/* Books the receipt, which koppel refuses if it does not add up, and prints it. */
static void finish(till *at, const receipt *done) {
    static json request;
    receipt_write(done, in_seconds(0).text, at->day, &request);
    koppel_doc *doc = till_ask(at, "records_put", &request);
    koppel_doc_free(doc);
    if (doc == NULL) return;
    at->receipts++;
    at->total += done->total;
    receipt_print(done);
    /* The customer has the receipt; now the platform is told. What cannot be sent stays due. */
    koppel_doc_free(till_drain(at));
}

static void add_card(receipt *onto, const char *card_id, int64_t minor) {
    receipt_card *card = &onto->cards[onto->card_count++];
    snprintf(card->name, sizeof card->name, "%s", last_four(card_id));
    card->amount = minor;
}

int sale_pay(till *at, sale *of, int64_t given) {
    receipt *done = &of->receipt;
    int64_t due = 0;
    snprintf(done->id, sizeof done->id, "K1-%ld", at->sales + 1);
    koppel_doc *paid = split(at, of);
    if (paid == NULL) return 0;
    koppel_doc_minor(paid, "/amount_due", &due);
    int is_paid = given >= rounded(due);
    if (!is_paid) printf("! %s is to be paid in cash.\n", amount(rounded(due)).text);
    if (!is_paid || !hold_cards(at, of, paid)) {
        koppel_doc_free(paid);
        return 0;
    }
    size_t tenders = count_of(paid, "/tenders", CARDS_MAX + 1);
    for (size_t nth = 0; nth < tenders; nth++) {
        if (strcmp(text_of(paid, "tenders", nth, "kind"), "remainder") == 0) continue;
        add_card(done, text_of(paid, "tenders", nth, "tender_id"),
                 minor_of(paid, "tenders", nth, "amount"));
    }
    /* The order first: a till that dies between the two has told of an order whose hold runs out,
     * and has charged nobody. */
    if (done->card_count > 0 && push(at, of, paid)) end_holds(at, of, "card_capture");
    for (int nth = 0; nth < done->line_count; nth++)
        done->lines[nth].vat = minor_of(paid, "lines", (size_t)nth, "vat_amount");
    take_vat(done, paid, 1);
    koppel_doc_free(paid);
    done->given = given;
    receipt_settle(done, due);
    at->sales++;
    finish(at, done);
    return 1;
}

void sale_return(till *at, const char *order_id, const char *line_id, long quantity) {
    static json request;
    static receipt back;
    back = (receipt){0};
    snprintf(back.id, sizeof back.id, "%s-R%ld", order_id, at->returns + 1);
    json_begin(&request);
    json_text(&request, "platform_id", platform);
    json_text(&request, "order_id", order_id);
    json_text(&request, "return_id", back.id);
    json_open(&request, "lines", '[');
    json_open(&request, NULL, '{');
    json_text(&request, "line_id", line_id);
    json_whole(&request, "quantity", quantity);
    json_close(&request, '{');
    json_close(&request, '[');
    json_close(&request, '{');
    koppel_doc *doc = till_ask(at, "return_credit", &request);
    if (doc == NULL) return;
    at->returns++;
    back.line_count = (int)count_of(doc, "/lines", LINES_MAX);
    for (int nth = 0; nth < back.line_count; nth++) {
        const article *found = article_by_code(text_of(doc, "lines", (size_t)nth, "product_id"));
        if (found == NULL) abort(); /* An article leaves the file only after its returns. */
        back.lines[nth] =
            (receipt_line){found, -strtol(text_of(doc, "lines", (size_t)nth, "quantity"), NULL, 10),
                           -minor_of(doc, "lines", (size_t)nth, "amount"),
                           -minor_of(doc, "lines", (size_t)nth, "vat_amount")};
    }
    size_t credits = count_of(doc, "/credits", CARDS_MAX);
    for (size_t nth = 0; nth < credits; nth++)
        add_card(&back, text_of(doc, "credits", nth, "voucher_id"),
                 -minor_of(doc, "credits", nth, "amount"));
    int64_t cash = 0;
    koppel_doc_minor(doc, "/pay_out_amount", &cash);
    take_vat(&back, doc, -1);
    koppel_doc_free(doc);
    receipt_settle(&back, -cash);
    finish(at, &back);
}

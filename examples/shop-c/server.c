/* A custom webshop in C on libmicrohttpd that answers the redemption platforms as if it were WooCommerce.
 *   shop-c --port 8081 --supplier x --data FILE --store FILE --platform-city-butler URL --platform-winst URL */
#include <getopt.h>
#include <koppel.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book.h"
#include "coupling.h"
#include "test_routes.h"

static shop_arguments shop;
static koppel_client *koppel;

/* A request on its way: its target exactly as it came, its body as far as it has come, what is to be done afterwards. */
typedef struct {
    char *target;
    text body;
    int begun, wakes;
} visit;

static enum MHD_Result add_header(void *headers, enum MHD_ValueKind kind, const char *name, const char *value) {
    (void)kind;
    text_add(headers, "[");
    text_add_json(headers, name);
    text_add(headers, ",");
    text_add_json(headers, value == NULL ? "" : value);
    text_add(headers, "],");
    return MHD_YES;
}

static struct MHD_Response *response_of(const char *bytes, size_t length) {
    return MHD_create_response_from_buffer(length, (void *)(length > 0 ? bytes : ""), MHD_RESPMEM_MUST_COPY);
}

static enum MHD_Result send_and_forget(struct MHD_Connection *connection, unsigned status, struct MHD_Response *response) {
    enum MHD_Result sent = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return sent;
}

/* Hands the request to koppel, byte for byte, and its answer back. */
static enum MHD_Result respond(struct MHD_Connection *connection, const char *method, visit *v) {
    text head = {0};
    koppel_doc *out_head = NULL, *out_body = NULL;
    text_add(&head, "{\"method\":\"%s\",\"target\":", method);
    text_add_json(&head, v->target);
    text_add(&head, ",\"scheme\":\"http\",\"remote_address\":\"127.0.0.1\",\"headers\":[");
    MHD_get_connection_values(connection, MHD_HEADER_KIND, add_header, &head);
    text_drop_comma(&head);
    text_add(&head, "]}");
    koppel_http_respond(koppel, head.bytes, head.length, v->body.bytes, v->body.length, &out_head, &out_body);

    struct MHD_Response *response = response_of(koppel_doc_data(out_body), koppel_doc_size(out_body));
    const char *status = NULL;
    size_t headers = 0, wakes = 0;
    koppel_doc_text(out_head, "/status", &status, NULL);
    koppel_doc_count(out_head, "/headers", &headers);
    for (size_t at = 0; at < headers; at++) {
        char pointer[40];
        const char *name = NULL, *value = NULL;
        snprintf(pointer, sizeof pointer, "/headers/%zu/0", at);
        koppel_doc_text(out_head, pointer, &name, NULL);
        snprintf(pointer, sizeof pointer, "/headers/%zu/1", at);
        koppel_doc_text(out_head, pointer, &value, NULL);
        if (name != NULL && value != NULL) MHD_add_response_header(response, name, value);
    }
    koppel_doc_count(out_head, "/wake", &wakes);
    v->wakes = wakes > 0;
    unsigned number = status == NULL ? 500 : (unsigned)strtoul(status, NULL, 10);
    koppel_doc_free(out_head);
    koppel_doc_free(out_body);
    text_free(&head);
    return send_and_forget(connection, number, response);
}

static enum MHD_Result handle(void *unused, struct MHD_Connection *connection, const char *path, const char *method,
                              const char *version, const char *upload, size_t *upload_size, void **state) {
    visit *v = *state;
    (void)unused, (void)version;
    if (!v->begun) { /* The head is there; the body comes in pieces; then it is our turn. */
        v->begun = 1;
        return MHD_YES;
    }
    if (*upload_size > 0) {
        text_add_bytes(&v->body, upload, *upload_size);
        *upload_size = 0;
        return MHD_YES;
    }
    if (strncmp(path, "/koppel-test/", 13) == 0) {
        text out = {0};
        const char *token = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Authorization");
        unsigned status = test_answer(koppel, shop.supplier, method, path, token, v->body.bytes, v->body.length, &out);
        struct MHD_Response *response = response_of(out.bytes, out.length);
        MHD_add_response_header(response, "Content-Type", "application/json");
        text_free(&out);
        return send_and_forget(connection, status, response);
    }
    if (test_refuses_request()) return send_and_forget(connection, 503, response_of("", 0));
    return respond(connection, method, v);
}

/* Before anything of it is decoded: OAuth signs the target as it was sent. */
static void *begin(void *unused, const char *target, struct MHD_Connection *connection) {
    visit *v = calloc(1, sizeof *v);
    (void)unused, (void)connection;
    if (v == NULL || (v->target = strdup(target)) == NULL) abort();
    return v;
}

/* The platform has its answer; now the shop does its part. */
static void end(void *unused, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode code) {
    visit *v = *state;
    (void)unused, (void)connection, (void)code;
    if (v == NULL) return;
    if (v->wakes) test_afterwards(koppel, NULL);
    text_free(&v->body);
    free(v->target);
    free(v);
    *state = NULL;
}

static int fill_catalogue(const char *file) {
    text request = {0};
    koppel_doc *doc = NULL;
    if (book_load(file) != 0) return -1;
    text_add(&request, "{\"from\":\"woocommerce\",\"mode\":\"snapshot\",\"complete\":true,\"items\":");
    book_catalogue(&request);
    text_add(&request, "}");
    koppel_status status = coupling_call(koppel, "catalog_sync", request.bytes, &doc);
    koppel_doc_free(doc);
    text_free(&request);
    return status == KOPPEL_OK ? 0 : -1;
}

int main(int count, char **arguments) {
    static const struct option options[] = {
        {"port", required_argument, NULL, 'p'},  {"supplier", required_argument, NULL, 's'},
        {"data", required_argument, NULL, 'd'},  {"store", required_argument, NULL, 'f'},
        {"platform-city-butler", required_argument, NULL, 'c'}, {"platform-winst", required_argument, NULL, 'w'},
        {0},
    };
    const char *data = NULL;
    for (int option; (option = getopt_long(count, arguments, "", options, NULL)) != -1;) {
        if (option == 'p') shop.port = atoi(optarg);
        else if (option == 's') shop.supplier = optarg;
        else if (option == 'd') data = optarg;
        else if (option == 'f') shop.store = optarg;
        else if (option == 'c') shop.platform_city_butler = optarg;
        else if (option == 'w') shop.platform_winst = optarg;
        else return 2;
    }
    if (!shop.port || !shop.supplier || !data || !shop.store || !shop.platform_city_butler || !shop.platform_winst) {
        fprintf(stderr, "usage: see the first lines of server.c\n");
        return 2;
    }
    if (koppel_abi_check(KOPPEL_ABI_VERSION, KOPPEL_VERSION_NUMBER) != KOPPEL_OK) return 1;
    if (!test_is_allowed(SHOP_ENVIRONMENT)) return 1;
    koppel = coupling_open(&shop);
    if (koppel == NULL || fill_catalogue(data) != 0) return 1;

    sigset_t stops;
    int signal = 0;
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stops, NULL);
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD, (uint16_t)shop.port, NULL, NULL, handle, NULL,
        MHD_OPTION_URI_LOG_CALLBACK, begin, NULL, MHD_OPTION_NOTIFY_COMPLETED, end, NULL, MHD_OPTION_END);
    if (daemon == NULL) return 1;
    printf("ready\n");
    fflush(stdout);
    sigwait(&stops, &signal);
    MHD_stop_daemon(daemon);
    koppel_client_close(koppel);
    return 0;
}

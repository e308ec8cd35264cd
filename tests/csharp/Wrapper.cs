// Koppel.cs as a C# program uses it. Silent when all holds.
//   Wrapper.exe FOLDER
using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using Koppel;

static class Wrapper
{
    const string Order = @"{""order_id"":""1"",""currency"":""EUR"",""calculated_at"":""2026-11-21T12:00:00+01:00"",
        ""lines"":[{""line_id"":""1"",""kind"":""product"",""supplier_id"":""x"",""quantity"":3,""gross_amount"":""39.00"",""vat_rate"":""21""}],
        ""vouchers"":[{""voucher_id"":""card-7"",""kind"":""multi_purpose"",""balance"":""25.00""}],
        ""remainder"":{""tender_id"":""ideal""}}";

    static void Check(bool holds, string what)
    {
        if (holds) return;
        Console.Error.WriteLine("does not hold: " + what);
        Environment.Exit(1);
    }

    static T Thrown<T>(Action action) where T : Exception
    {
        try { action(); }
        catch (T caught) { return caught; }
        Check(false, "nothing was thrown: " + typeof(T).Name);
        return null;
    }

    static string ShopConfig(string folder)
    {
        return new Json().Text("store", "sqlite:" + folder + "/store/shop.db")
            .Object("shop").Text("shop_id", "x").Text("currency", "EUR").Text("country", "NL")
            .Flag("prices_include_vat", true).Object("vat").Text("standard", "21").EndObject().EndObject().ToString();
    }

    static void ARepliesMembersAreReadByPointers()
    {
        using (var split = Pure.PaymentSplit(Order))
        {
            Check(split.Text("/amount_due") == "14.00" && split.Minor("/amount_due") == 1400, "the amount due");
            Check(split.Count("/tenders") == 2 && split.Count() > 5 && split.Count("/nowhere") == 0, "counts");
            Check(split.Text("/nowhere") == null && split.Minor("/nowhere") == null, "nothing is null");
            Thrown<InvalidOperationException>(() => split.Text("/tenders"));
            var request = new Json().Raw("split", split.Json).Text("return_id", "r")
                .Text("calculated_at", "2026-11-22T12:00:00+01:00")
                .List("lines").Object().Text("line_id", "1").Whole("quantity", 3).EndObject().EndList();
            using (var refund = Pure.RefundCompute(request.ToString())) Check(refund.Minor("/amount") == 3900, "all goes back");
        }
        var closed = Pure.Capabilities();
        closed.Dispose();
        closed.Dispose();
        Thrown<ObjectDisposedException>(() => closed.Text("/version"));
    }

    static void AFailureSaysWhatAndWhere()
    {
        var wrong = Thrown<KoppelException>(() => Pure.PaymentSplit(@"{""order_id"":1,""oops"":2}"));
        Check(wrong.Status == Status.Invalid && wrong.Code.Contains(".") && wrong.Path != "" && wrong.Message.Length > 10, "said");
        Check(Thrown<KoppelException>(() => new Client("{}")).Status == Status.Invalid, "a configuration");
        Check(Thrown<KoppelException>(() => Pure.Call("no_such_method")).Code == "call.unknown_method", "no method");
        Check(Thrown<KoppelException>(() => Pure.Call("health")).Code == "call.needs_client", "no client");
        Thrown<ArgumentNullException>(() => Pure.Call("echo", null));
        Thrown<EncoderFallbackException>(() => Pure.Call("echo", "{\"a\":\"\ud800\"}"));
        Thrown<KoppelException>(() => new CatalogStream("{}"));
    }

    static void AnyTextComesThrough()
    {
        const string text = "a \"quoted\" \\ back\n\t\u0001 € 🧾";
        using (var echo = Pure.Call("echo", new Json().Text("text", text).ToString())) Check(echo.Text("/text") == text, "the text");
        Check(Json.Amount(-5) == "-0.05" && Json.Amount(1295) == "12.95" && Json.Amount(long.MinValue).EndsWith(".08"), "amounts");
    }

    static void AClientIsUsedByThreadsLogsAndCloses(string folder)
    {
        var client = new Client(ShopConfig(folder));
        var logged = 0;
        client.SetLog((level, json) => { logged++; throw new Exception("dropped"); }, 4);
        client.OutboxDrain().Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        client.OutboxDrain().Dispose();
        Check(logged > 0, "it logs");
        client.SetLog(null, 0);
        var threads = new List<Thread>();
        for (var nth = 0; nth < 4; nth++) threads.Add(new Thread(() =>
        {
            for (var times = 0; times < 20; times++) using (var left = client.OutboxDrain()) Check(left.Text("/left") == "0", "left");
        }));
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        client.Cancel();
        using (var health = client.Health()) Check(health.Count() > 0, "health");
        using (var next = client.InboxNext()) Check(next.Count("/entries") == 0, "nothing came in");
        const string product = @"{""id"":1,""sku"":""a"",""name"":""A"",""type"":""simple"",""status"":""publish"",""regular_price"":""1.00""}";
        using (var synced = client.CatalogSync(@"{""from"":""woocommerce"",""mode"":""upsert"",""items"":[" + product + "]}"))
            Check(synced.Text("/created") == "1", "created");
        client.StockPut(@"{""items"":[{""product_id"":""1"",""quantity"":""3"",""as_of"":""2026-11-21T12:00:00+01:00""}]}").Dispose();
        foreach (var call in new Func<string, Document>[] { client.OrderRecord, client.OrderPush, client.ReturnCredit, client.InboxSettle })
            Thrown<KoppelException>(() => call("{}"));
        const string head = @"{""method"":""GET"",""target"":""/wp-json/"",""scheme"":""https"",""remote_address"":""127.0.0.1"",""headers"":[]}";
        using (var reply = client.HttpRespond(head, new byte[0]))
            Check(reply.Head.Minor("/status") >= 100 && reply.Body.Bytes.Length > 0, "answered");
        Thrown<KoppelException>(() => client.HttpAnswer(@"{""ask_id"":""none"",""accept"":false}"));
        using (var stored = new CatalogStream(client, @"{""from"":""woocommerce"",""mode"":""upsert""}"))
        {
            stored.Feed(Encoding.UTF8.GetBytes("[" + product)).Dispose();
            stored.Feed(Encoding.UTF8.GetBytes("]")).Dispose();
            client.Dispose();
            stored.Finish().Dispose();
        }
        Thrown<ObjectDisposedException>(() => client.Health());
        client.Dispose();
    }

    static void AStreamGivesEachProductOnce()
    {
        const string shop = @"{""shop_id"":""x"",""currency"":""EUR"",""prices_include_vat"":true,""vat"":{""standard"":""21""}}";
        var products = 0;
        using (var mapped = new CatalogStream(@"{""from"":""woocommerce"",""to"":""canonical"",""shop"":" + shop + "}"))
        {
            foreach (var piece in new[] { @"[{""id"":1,""name"":""A"",""type"":""simple"",""sta", @"tus"":""publish"",""regular_price"":""1.00""}]" })
                using (var ready = mapped.Feed(Encoding.UTF8.GetBytes(piece))) products += ready.Count("/items");
            using (var rest = mapped.Finish()) products += rest.Count("/items");
            Thrown<KoppelException>(() => mapped.Finish());
            mapped.Dispose();
            Thrown<ObjectDisposedException>(() => mapped.Feed(new byte[0]));
        }
        Check(products == 1, "one product");
        foreach (var wrong in new[] { Encoding.UTF8.GetBytes("{]"), new byte[] { 0x5b, 0xff }, Encoding.UTF8.GetBytes("7") })
            using (var mapped = new CatalogStream(@"{""from"":""woocommerce"",""to"":""canonical"",""shop"":" + shop + "}"))
                Check(Thrown<KoppelException>(() => { mapped.Feed(wrong).Dispose(); mapped.Finish(); }).Status == Status.Invalid, "no catalogue");
        using (var mapped = new CatalogStream(@"{""from"":""woocommerce"",""to"":""canonical"",""shop"":" + shop + "}"))
            Thrown<ArgumentNullException>(() => mapped.Feed(null));
    }

    static void Main(string[] arguments)
    {
        Check(Pure.VersionNumber >= 0x10000 && Pure.Version.Length > 4, "a version");
        using (var schema = Pure.Schema(@"{""method"":""payment_split""}")) Check(schema.Count() > 0, "a schema");
        Thrown<KoppelException>(() => Pure.ProductMap("{}"));
        ARepliesMembersAreReadByPointers();
        AFailureSaysWhatAndWhere();
        AnyTextComesThrough();
        AClientIsUsedByThreadsLogsAndCloses(arguments[0]);
        AStreamGivesEachProductOnce();
    }
}

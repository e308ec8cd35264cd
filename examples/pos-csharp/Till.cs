// A till: reads what is scanned and typed, one command a line, and prints receipts.
//   Till.exe FOLDER      with koppel.json and articles.csv; the store is made there
using System;
using System.Globalization;
using System.IO;
using Koppel;

sealed class Till : IDisposable
{
    public readonly Client Koppel;
    public readonly Articles Articles;
    /// So far, ever: their numbers are never given twice.
    public long Sales, Returns;
    private readonly string numbers, day = DateTime.Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    private long receipts, total;

    public Till(string folder)
    {
        Articles = new Articles(Path.Combine(folder, "articles.csv"));
        Koppel = new Client(File.ReadAllText(Path.Combine(folder, "koppel.json")));
        numbers = Path.Combine(folder, "numbers");
        if (!File.Exists(numbers)) return;
        var kept = File.ReadAllText(numbers).Split(' ');
        Sales = long.Parse(kept[0], CultureInfo.InvariantCulture);
        Returns = long.Parse(kept[1], CultureInfo.InvariantCulture);
    }

    /// The time in so many seconds, as RFC 3339 has it.
    public static string In(int seconds)
    {
        return DateTime.UtcNow.AddSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ss+00:00", CultureInfo.InvariantCulture);
    }

    /// Books the receipt, which koppel refuses if it does not add up, and prints it; then the platform is told.
    public void Finish(Receipt receipt)
    {
        File.WriteAllText(numbers, Sales + " " + Returns + "\n");
        Koppel.Call("records_put", receipt.Record(In(0), day).ToString()).Dispose();
        receipts++;
        total += receipt.Total;
        receipt.Print();
        // What cannot be sent stays due.
        Drain();
    }

    public void Run(TextReader typed)
    {
        var sale = new Sale(this);
        for (var line = typed.ReadLine(); line != null; line = typed.ReadLine())
        {
            var words = (line + "   ").Split(' ');
            try
            {
                if (words[0] == "scan") sale.Scan(words[1], words[2] == "" ? 1 : Whole(words[2]));
                else if (words[0] == "card") sale.ShowCard(words[1]);
                else if (words[0] == "cash") sale = sale.Pay(Amount.Typed(words[1])) ? new Sale(this) : sale;
                else if (words[0] == "return") Sale.Return(this, words[1], words[2], words[3] == "" ? 1 : Whole(words[3]));
                else if (words[0] == "close") Close();
                else Console.WriteLine("! scan, card, cash, return or close");
            }
            catch (KoppelException said)
            {
                Console.WriteLine("! {0}: {1}", said.Code, said.Message);
            }
        }
    }

    public void Dispose() { Koppel.Dispose(); }

    private string Drain()
    {
        using (var drained = Koppel.OutboxDrain(new Json().Whole("max_ms", 2000).ToString())) return drained.Text("/left");
    }

    /// Closes the day: koppel counts its receipts too, and says if a figure differs.
    private void Close()
    {
        Console.WriteLine("Left to be sent: " + Drain());
        var request = new Json().Text("kind", "day_close").List("items").Object().Text("business_day", day)
            .Whole("receipt_count", receipts).Minor("total_amount", total).EndObject().EndList();
        Koppel.Call("records_put", request.ToString()).Dispose();
        Console.WriteLine("Closed: {0} receipts, {1}", receipts, Json.Amount(total));
    }

    private static long Whole(string typed)
    {
        long number;
        return long.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out number) ? number : 0;
    }

    private static int Main(string[] arguments)
    {
        if (arguments.Length != 1) return 2;
        using (var till = new Till(arguments[0])) till.Run(Console.In);
        return 0;
    }
}

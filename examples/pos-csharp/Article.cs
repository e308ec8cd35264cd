// What the till sells: a file of lines `barcode;code;name;category;price;vat`, after a line of headings.
using System.Collections.Generic;
using System.IO;
using System.Linq;

sealed class Article
{
    public string Barcode, Code, Name, Category, VatRate;
    public long Price;
}

sealed class Articles
{
    private readonly List<Article> articles;

    public Articles(string path)
    {
        articles = File.ReadAllLines(path).Skip(1).Select(line => line.Split(';')).Where(fields => fields.Length == 6)
            .Select(fields => new Article
            {
                Barcode = fields[0], Code = fields[1], Name = fields[2], Category = fields[3],
                Price = Amount.Typed(fields[4]), VatRate = fields[5]
            }).ToList();
    }

    public Article ByBarcode(string barcode) { return articles.FirstOrDefault(article => article.Barcode == barcode); }
    public Article ByCode(string code) { return articles.FirstOrDefault(article => article.Code == code); }
}

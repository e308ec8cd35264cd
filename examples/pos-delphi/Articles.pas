/// What the till sells: a file of lines `barcode;code;name;category;price;vat`, after a line of headings.
unit Articles;

{$ifdef FPC}{$mode delphi}{$H+}{$endif}

interface

type
  TArticle = class
    Barcode, Code, Name, Category, VatRate: UTF8String;
    Price: Int64;
  end;

  TArticles = class
  private
    FAll: array of TArticle;
  public
    constructor Create(const FileName: string);
    destructor Destroy; override;
    /// nil where there is none.
    function ByBarcode(const Barcode: UTF8String): TArticle;
    function ByCode(const Code: UTF8String): TArticle;
  end;

/// What a cashier types, in cents; 0 for what is no amount.
function Typed(const Text: string): Int64;
/// To the nearest 5 cents, for coins.
function Rounded(Minor: Int64): Int64;

implementation

uses
  {$ifdef FPC}SysUtils, Classes{$else}System.SysUtils, System.Classes{$endif};

function Typed(const Text: string): Int64;
var
  Point: Integer;
  Cents: string;
begin
  Point := Pos('.', Text);
  if Point = 0 then Exit(StrToInt64Def(Text, 0) * 100);
  Cents := Copy(Copy(Text, Point + 1, 2) + '00', 1, 2);
  Result := StrToInt64Def(Copy(Text, 1, Point - 1), 0) * 100 + StrToIntDef(Cents, 0);
end;

function Rounded(Minor: Int64): Int64;
begin
  if Minor < 0 then Result := -Rounded(-Minor) else Result := (Minor + 2) div 5 * 5;
end;

constructor TArticles.Create(const FileName: string);
var
  Lines, Fields: TStringList;
  Nth: Integer;
  Read: TArticle;
begin
  inherited Create;
  Lines := TStringList.Create;
  Fields := TStringList.Create;
  try
    Fields.StrictDelimiter := True;
    Fields.Delimiter := ';';
    Lines.LoadFromFile(FileName);
    for Nth := 1 to Lines.Count - 1 do
    begin
      Fields.DelimitedText := Lines[Nth];
      if Fields.Count <> 6 then Continue;
      Read := TArticle.Create;
      Read.Barcode := UTF8String(Fields[0]);
      Read.Code := UTF8String(Fields[1]);
      Read.Name := UTF8String(Fields[2]);
      Read.Category := UTF8String(Fields[3]);
      Read.Price := Typed(Fields[4]);
      Read.VatRate := UTF8String(Fields[5]);
      SetLength(FAll, Length(FAll) + 1);
      FAll[High(FAll)] := Read;
    end;
  finally
    Fields.Free;
    Lines.Free;
  end;
end;

destructor TArticles.Destroy;
var
  One: TArticle;
begin
  for One in FAll do One.Free;
  inherited;
end;

function TArticles.ByBarcode(const Barcode: UTF8String): TArticle;
var
  One: TArticle;
begin
  for One in FAll do
    if One.Barcode = Barcode then Exit(One);
  Result := nil;
end;

function TArticles.ByCode(const Code: UTF8String): TArticle;
var
  One: TArticle;
begin
  for One in FAll do
    if One.Code = Code then Exit(One);
  Result := nil;
end;

end.

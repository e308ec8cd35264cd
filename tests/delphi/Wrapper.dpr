/// Koppel.pas as a Pascal program uses it. Silent when all holds.
///   Wrapper FOLDER
program Wrapper;

{$ifdef FPC}
  {$mode delphi}{$H+}{$codepage utf8}
{$endif}

{$ifdef MSWINDOWS}{$apptype console}{$endif}

uses
  {$if defined(FPC) and defined(UNIX)}cthreads,{$ifend}
  {$ifdef FPC}SysUtils, Classes, Math{$else}System.SysUtils, System.Classes, System.Math{$endif},
  Koppel;

const
  Order = '{"order_id":"1","currency":"EUR","calculated_at":"2026-11-21T12:00:00+01:00",' +
    '"lines":[{"line_id":"1","kind":"product","supplier_id":"x","quantity":3,"gross_amount":"39.00","vat_rate":"21"}],' +
    '"vouchers":[{"voucher_id":"card-7","kind":"multi_purpose","balance":"25.00"}],"remainder":{"tender_id":"ideal"}}';

procedure Check(Holds: Boolean; const What: string);
begin
  if Holds then Exit;
  Writeln(ErrOutput, 'does not hold: ', What);
  Halt(1);
end;

procedure Refused(const Method, Request: UTF8String; Client: TKoppelClient; Status: Integer; const Code: UTF8String);
begin
  try
    if Assigned(Client) then Client.Call(Method, Request) else KoppelCall(Method, Request);
  except
    on Said: EKoppel do
    begin
      Check((Said.Status = Status) and (Length(Said.Message) > 10), string(Method));
      Check((Code = '') or (Said.Code = Code), string(Said.Code));
      Exit;
    end;
  end;
  Check(False, 'nothing was raised: ' + string(Method));
end;

procedure RepliesAreReadByPointers;
var
  Split, Refund: IKoppelDocument;
  Request: TKoppelJson;
begin
  Split := KoppelPaymentSplit(Order);
  Check((Split.Text('/amount_due') = '14.00') and (Split.Minor('/amount_due') = 1400), 'the amount due');
  Check((Split.Count('/tenders') = 2) and (Split.Count('') > 5) and (Split.Count('/nowhere') = 0), 'counts');
  Check(Split.Has('/tenders/0/amount') and not Split.Has('/nowhere'), 'has');
  try
    Split.Text('/nowhere');
    Check(False, 'nothing stands there');
  except
    on Said: EKoppel do Check(Said.Status = KOPPEL_NOT_FOUND, 'not found');
  end;
  try
    Split.Text('/tenders');
    Check(False, 'a list has no text');
  except
    on Said: EKoppel do Check(Said.Path = '/tenders', 'another kind');
  end;
  Request.Start;
  Request.Raw('split', Split.Json);
  Request.Text('return_id', 'r');
  Request.Text('calculated_at', '2026-11-22T12:00:00+01:00');
  Request.BeginList('lines');
  Request.BeginObject('');
  Request.Text('line_id', '1');
  Request.Whole('quantity', 3);
  Request.EndObject;
  Request.EndList;
  Split := nil;
  Refund := KoppelRefundCompute(Request.Done);
  Check(Refund.Minor('/amount') = 3900, 'all goes back');
end;

procedure FailuresSayWhatAndWhere;
var
  Wrong: UTF8String;
begin
  Refused('payment_split', '{"order_id":1,"oops":2}', nil, KOPPEL_INVALID, '');
  Refused('no_such_method', '{}', nil, KOPPEL_INVALID, 'call.unknown_method');
  Refused('health', '{}', nil, KOPPEL_INVALID, 'call.needs_client');
  Wrong := '{"a":"x"}';
  Wrong[7] := AnsiChar($FF);
  Refused('echo', Wrong, nil, KOPPEL_INVALID, 'json.not_utf8');
  try
    TKoppelClient.Create('{}').Free;
    Check(False, 'no configuration');
  except
    on Said: EKoppel do Check(Said.Path <> '', 'the path');
  end;
  try
    TKoppelStream.Create(nil, '{}').Free;
    Check(False, 'no stream');
  except
    on Said: EKoppel do Check(Said.Status = KOPPEL_INVALID, 'a stream');
  end;
end;

procedure AnyTextComesThrough;
var
  Request: TKoppelJson;
  Text: UTF8String;
begin
  Text := UTF8String('a "quoted" \ back') + #10#9#1 + UTF8String(' €');
  Check(Length(Text) = 24, 'a euro is three bytes');
  Request.Start;
  Request.Text('text', Text);
  Request.Null('null');
  Request.Flag('flag', True);
  Check(KoppelCall('echo', Request.Done).Text('/text') = Text, 'the text');
  Check((KoppelAmount(-5) = '-0.05') and (KoppelAmount(1295) = '12.95') and (KoppelAmount(-1200) = '-12.00'), 'amounts');
  Check(KoppelAmount(Low(Int64)) = '-92233720368547758.08', 'the least amount');
end;

type
  TLogged = class
    Records: Integer;
    procedure Take(Level: Integer; const Json: UTF8String);
  end;

  TDrainer = class(TThread)
    Client: TKoppelClient;
    Left: Integer;
    procedure Execute; override;
  end;

procedure TLogged.Take(Level: Integer; const Json: UTF8String);
begin
  Inc(Records);
  raise Exception.Create('dropped');
end;

procedure TDrainer.Execute;
var
  Times: Integer;
begin
  for Times := 1 to 20 do Inc(Left, StrToInt(string(Client.OutboxDrain.Text('/left'))));
end;

procedure UsedByThreads(Client: TKoppelClient);
var
  Threads: array[0..3] of TDrainer;
  Nth: Integer;
begin
  for Nth := 0 to 3 do
  begin
    Threads[Nth] := TDrainer.Create(True);
    Threads[Nth].Client := Client;
    Threads[Nth].Start;
  end;
  for Nth := 0 to 3 do
  begin
    Threads[Nth].WaitFor;
    Check((Threads[Nth].Left = 0) and not Assigned(Threads[Nth].FatalException), 'a thread drains');
    Threads[Nth].Free;
  end;
end;

procedure AClientServesAndCloses(const Folder: string);
const
  Product = '{"id":1,"sku":"a","name":"A","type":"simple","status":"publish","regular_price":"1.00"}';
  Head = '{"method":"GET","target":"/wp-json/","scheme":"https","remote_address":"127.0.0.1","headers":[]}';
var
  Client: TKoppelClient;
  Stored: TKoppelStream;
  Logged: TLogged;
  Body: IKoppelDocument;
begin
  Client := TKoppelClient.Create(UTF8String('{"store":"sqlite:' + Folder + '/store/shop.db","shop":{"shop_id":"x",' +
    '"currency":"EUR","country":"NL","prices_include_vat":true,"vat":{"standard":"21"}}}'));
  Logged := TLogged.Create;
  try
    Client.SetLog(Logged.Take, 4);
    Client.OutboxDrain;
    Check(Logged.Records > 0, 'it logs');
    Client.SetLog(nil, 0);
    UsedByThreads(Client);
    Client.Cancel;
    Check((Client.Health.Count('') > 0) and (Client.InboxNext.Count('/entries') = 0), 'nothing came in');
    Check(Client.CatalogSync('{"from":"woocommerce","mode":"upsert","items":[' + Product + ']}').Text('/created') = '1', 'created');
    Client.StockPut('{"items":[{"product_id":"1","quantity":"3","as_of":"2026-11-21T12:00:00+01:00"}]}');
    Refused('order_record', '{}', Client, KOPPEL_INVALID, '');
    Check((Client.HttpRespond(Head, '', Body).Minor('/status') >= 100) and (Body.Json <> ''), 'answered');
    try
      Client.HttpAnswer('{"ask_id":"none","accept":false}', Body);
      Check(False, 'nothing was asked');
    except
      on Said: EKoppel do Check(Said.Code = 'ask.unknown', 'asked');
    end;
    Stored := TKoppelStream.Create(Client, '{"from":"woocommerce","mode":"upsert"}');
    try
      Stored.Feed('[' + Product);
      Stored.Feed(']');
      Stored.Finish;
    finally
      Stored.Free;
    end;
  finally
    Client.Free;
    Logged.Free;
  end;
end;

procedure AStreamGivesEachProductOnce;
var
  Mapped: TKoppelStream;
  Products: Integer;
begin
  Mapped := TKoppelStream.Create(nil, '{"from":"woocommerce","to":"canonical","shop":{"shop_id":"x","currency":"EUR",' +
    '"prices_include_vat":true,"vat":{"standard":"21"}}}');
  try
    Products := Mapped.Feed('[{"id":1,"name":"A","type":"simple","sta').Count('/items');
    Inc(Products, Mapped.Feed('tus":"publish","regular_price":"1.00"}]').Count('/items'));
    Inc(Products, Mapped.Finish.Count('/items'));
    Check(Products = 1, 'one product');
    try
      Mapped.Feed('[]');
      Check(False, 'it has ended');
    except
      on Said: EKoppel do Check(Said.Status = KOPPEL_INVALID, 'ended');
    end;
  finally
    Mapped.Free;
  end;
end;

begin
  {$ifdef FPC}DefaultSystemCodePage := CP_UTF8;{$endif}
  Check((KoppelVersion <> '') and (KoppelCall('capabilities').Count('/methods') > 10), 'a version');
  RepliesAreReadByPointers;
  FailuresSayWhatAndWhere;
  AnyTextComesThrough;
  AClientServesAndCloses(ParamStr(1));
  AStreamGivesEachProductOnce;
  Check(exZeroDivide in ([exZeroDivide] - GetExceptionMask), 'the exceptions of floating point are as they were');
end.

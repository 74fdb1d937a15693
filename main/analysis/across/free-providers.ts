/** Raised whenever a name is added or taken out. */
export const freeProvidersVersion = '1';

/**
 * Domains at which anybody may have a mailbox for nothing, known by their own sign-up pages. Version 1. National domains of
 * Yahoo, Hotmail, Live and Outlook are matched by `isFreemail`.
 */
export const freemailDomains: ReadonlySet<string> = new Set(
  `gmail.com googlemail.com outlook.com hotmail.com live.com msn.com passport.com yahoo.com ymail.com rocketmail.com aol.com aim.com
  icloud.com me.com mac.com proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tutamail.com tuta.io tuta.com keemail.me
  gmx.de gmx.net gmx.com gmx.at gmx.ch web.de freenet.de t-online.de arcor.de mail.de email.de posteo.de mailbox.org
  mail.com email.com usa.com post.com consultant.com mail.ru inbox.ru list.ru bk.ru internet.ru yandex.ru yandex.com ya.ru rambler.ru
  lenta.ru ukr.net i.ua meta.ua bigmir.net seznam.cz email.cz centrum.cz post.cz atlas.cz volny.cz azet.sk zoznam.sk pobox.sk
  wp.pl o2.pl onet.pl op.pl interia.pl poczta.fm tlen.pl gazeta.pl freemail.hu citromail.hu indamail.hu abv.bg mail.bg dir.bg
  libero.it virgilio.it tiscali.it alice.it tin.it iol.it email.it orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr
  hotmail.fr terra.es telefonica.net sapo.pt clix.pt iol.pt uol.com.br bol.com.br terra.com.br ig.com.br globo.com
  home.nl ziggo.nl kpnmail.nl hetnet.nl telenet.be skynet.be bluewin.ch hispeed.ch
  btinternet.com virginmedia.com sky.com talktalk.net ntlworld.com comcast.net verizon.net att.net sbcglobal.net cox.net charter.net
  earthlink.net juno.com netzero.net mindspring.com rogers.com shaw.ca sympatico.ca bigpond.com optusnet.com.au xtra.co.nz
  qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn aliyun.com tom.com 21cn.com
  naver.com hanmail.net daum.net nate.com rediffmail.com indiatimes.com sify.com
  docomo.ne.jp ezweb.ne.jp softbank.ne.jp nifty.com biglobe.ne.jp excite.co.jp
  zoho.com zohomail.com zohomail.eu fastmail.com fastmail.fm hushmail.com hush.com lavabit.com runbox.com startmail.com mailfence.com
  disroot.org riseup.net cock.li airmail.cc ctemplar.com safe-mail.net lycos.com excite.com walla.co.il walla.com mynet.com`
    .split(/\s+/)
    .filter((name) => name !== ''),
);

/**
 * Domains whose mailboxes last for minutes or belong to whoever asks for them, by the sites of those services. Version 1.
 * Such services change their domains often: a name that is missing here says nothing.
 */
export const disposableDomains: ReadonlySet<string> = new Set(
  `mailinator.com mailinator.net mailinator2.com guerrillamail.com guerrillamail.net guerrillamail.org guerrillamail.biz guerrillamail.de
  guerrillamailblock.com sharklasers.com grr.la pokemail.net spam4.me 10minutemail.com 10minutemail.net 20minutemail.com
  temp-mail.org tempmail.com tempmail.net tempmail.de temp-mail.io tempmailo.com tempr.email discard.email discardmail.com discardmail.de
  throwawaymail.com throwaway.email trashmail.com trashmail.de trashmail.net trashmail.org trash-mail.com trash-mail.de trashmail.me
  wegwerfmail.de wegwerfmail.net wegwerfmail.org wegwerfemail.de einwegmail.de muellmail.com byom.de spoofmail.de
  yopmail.com yopmail.fr yopmail.net cool.fr.nf jetable.org jetable.com jetable.net nospam.ze.tc nomail.xl.cx mega.zik.dj speed.1s.fr
  mailnesia.com mailcatch.com maildrop.cc mailnull.com mailexpire.com mailmoat.com mailshell.com mytemp.email mohmal.com
  getnada.com nada.email inboxbear.com dispostable.com fakeinbox.com fakemailgenerator.com armyspy.com cuvox.de dayrep.com einrot.com
  fleckens.hu gustr.com jourrapide.com rhyta.com superrito.com teleworm.us emailondeck.com emailsensei.com burnermail.io
  incognitomail.com incognitomail.org spambog.com spambog.de spambog.ru spamgourmet.com spamex.com spamfree24.org spaml.de
  anonbox.net anonymbox.com deadaddress.com despam.it e4ward.com filzmail.com getairmail.com gishpuppy.com haltospam.com
  mintemail.com moakt.com moakt.cc mt2015.com nowmymail.com objectmail.com owlpic.com pookmail.com proxymail.eu rcpt.at
  sneakemail.com sofort-mail.de sogetthis.com soodonims.com tempemail.net tempinbox.com thankyou2010.com tmail.ws tmpmail.org tmpmail.net
  1secmail.com 1secmail.net 1secmail.org esiix.com wwjmp.com xojxe.com yoggm.com linshiyouxiang.net 33mail.com anonaddy.me
  mailsac.com inboxkitten.com minuteinbox.com luxusmail.org generator.email emailfake.com crazymailing.com mail-temp.com tempail.com`
    .split(/\s+/)
    .filter((name) => name !== ''),
);

/** Whether a domain (lower case) is that of a free provider. */
export function isFreemail(domain: string): boolean {
  return freemailDomains.has(domain) || /^(?:yahoo|hotmail|live|outlook|ymail)\.(?:[a-z]{2,3}|co(?:m)?\.[a-z]{2})$/.test(domain);
}

/** Whether a domain (lower case) is that of a service of disposable addresses, or lies below one. */
export function isDisposable(domain: string): boolean {
  const labels = domain.split('.');
  return labels.some((_, index) => disposableDomains.has(labels.slice(index).join('.')));
}

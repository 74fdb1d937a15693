import { binaryPlist, dict, type Plain } from '../apple-mail/plist-builder.ts';

/** Writes a value as the Accounts framework stores it: an archive of objects (NSKeyedArchiver) as a binary property list. */
export function keyedArchive(value: Plain): Buffer {
  const objects: Plain[] = ['$null'];
  const classes = new Map<string, bigint>();
  const put = (object: Plain): bigint => BigInt(objects.push(object) - 1);
  const classOf = (name: string): Plain => {
    const known = classes.get(name) ?? put(dict({ $classname: name, $classes: [name, 'NSObject'] }));
    classes.set(name, known);
    return { uid: known };
  };
  const isList = (one: Plain): one is readonly Plain[] => Array.isArray(one);
  const add = (one: Plain): Plain => {
    if (isList(one)) return { uid: put(dict({ 'NS.objects': one.map(add), $class: classOf('NSArray') })) };
    if (one instanceof Date) {
      const seconds = one.getTime() / 1000 - 978_307_200;
      return { uid: put(dict({ 'NS.time': seconds, $class: classOf('NSDate') })) };
    }
    if (typeof one === 'object' && 'dict' in one) {
      const keys = one.dict.map(([key]) => add(key));
      const values = one.dict.map(([, of]) => add(of));
      return { uid: put(dict({ 'NS.keys': keys, 'NS.objects': values, $class: classOf('NSMutableDictionary') })) };
    }
    return { uid: put(one) };
  };
  const root = add(value);
  return binaryPlist(dict({ $version: 100_000n, $archiver: 'NSKeyedArchiver', $top: dict({ root }), $objects: objects }));
}

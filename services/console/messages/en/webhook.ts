export const webhook = {
  title: '',
}
